internal import Encodings
internal import SyncModel

/// Writes resources as YAML that `DeclarationFile` can read.
///
/// Not with Yams: `fixtures/declarations/full.yaml` fixes every byte of the layout, and libyaml
/// neither sets the elements of a member's list in nor puts a blank line between kinds.
package enum DeclarationText {
    /// - Parameters:
    ///   - declarations: The resources; each kind keeps the given order.
    ///   - comments: Lines to put at the top.
    /// - Returns: YAML in block style, without a final line break.
    package static func yaml(_ declarations: [Declaration], comments: [String] = []) -> String {
        var lines = comments.map { $0.isEmpty ? "#" : "# \($0)" }
        for kind in ResourceKind.allCases {
            let own = declarations.filter { $0.kind == kind }
            if own.isEmpty { continue }
            if !lines.isEmpty { lines.append("") }
            lines.append("\(kind.listName):")
            for declaration in own {
                let members = members(of: declaration)
                lines += zip(members.indices, members).map { ($0 == 0 ? "  - " : "    ") + $1 }
            }
        }
        return lines.joined(separator: "\n")
    }

    private static func members(of declaration: Declaration) -> [String] {
        var lines: [String] = []
        var openGroup: String?
        for rule in declaration.kind.rules {
            let content = content(of: rule, in: declaration)
            if content.isEmpty { continue }
            if let group = rule.group, group != openGroup { lines.append("\(group):") }
            openGroup = rule.group
            lines += content.map { (rule.group == nil ? "" : "  ") + $0 }
        }
        return lines
    }

    private static func content(of rule: FieldRule, in declaration: Declaration) -> [String] {
        let name = rule.path.split(separator: ".").last.map(String.init) ?? rule.path
        if let references = declaration.secrets[rule.path] {
            if rule.form == .secret { return references.map { "\(name): \(plain($0.text))" } }
            return ["\(name):"]
                + references.flatMap { reference in
                    guard let window = declaration.windows[reference] else {
                        return ["  - \(plain(reference.text))"]
                    }
                    let times = [("notBefore", window.notBefore), ("notAfter", window.notAfter)]
                    return ["  - secret: \(plain(reference.text))"]
                        + times.compactMap { name, time in time.map { "    \(name): \"\($0)\"" } }
                }
        }
        guard let value = declaration.values[rule.path] else { return [] }
        if let members = value.members {
            return ["\(name):"] + members.map { "  \($0.name): \($0.value.text)" }
        }
        return ["\(name): \(value.string.map(plain) ?? value.text)"]
    }

    private static let special = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"]

    /// A text without quotes if YAML reads it back as the same text.
    private static func plain(_ text: String) -> String {
        let isPlain =
            text.wholeMatch(of: /[A-Za-z\/_][A-Za-z0-9_.\/-]*(:[A-Za-z0-9_.\/-]+)*/) != nil
            && !special.contains(text.lowercased())
        return isPlain ? text : JSONValue.string(text).text
    }
}
