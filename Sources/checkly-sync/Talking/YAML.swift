import SyncModel

/// Writes JSON values as YAML: block style, every text in quotes as JSON writes it, which YAML 1.2 reads alike.
enum YAML {
    static func text(of value: JSONValue) -> String {
        lines(of: value).joined(separator: "\n")
    }

    private static func lines(of value: JSONValue) -> [String] {
        if let elements = value.elements, !elements.isEmpty {
            return elements.flatMap { element in
                let inner = lines(of: element)
                return ["- " + inner[0]] + inner.dropFirst().map { "  " + $0 }
            }
        }
        if let members = value.members, !members.isEmpty {
            return members.sorted { $0.key < $1.key }.flatMap { name, member in
                let name = JSONValue.string(name).line
                return isNested(member)
                    ? ["\(name):"] + lines(of: member).map { "  " + $0 }
                    : ["\(name): \(member.line)"]
            }
        }
        return [value.line]
    }

    private static func isNested(_ value: JSONValue) -> Bool {
        value.elements?.isEmpty == false || value.members?.isEmpty == false
    }
}
