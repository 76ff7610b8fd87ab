internal import Encodings
internal import SyncModel
internal import Yams

/// Reads one resource of a file according to the rules of its kind.
struct DeclarationReading {
    private(set) var declaration: Declaration
    private(set) var problems: [DeclarationProblem] = []
    private let path: String
    private var groups: Set<String> = []
    /// Paths with an invalid value, which must not be reported as missing too.
    private var refused: Set<String> = []

    init(kind: ResourceKind, path: String, line: Int) {
        declaration = Declaration(kind: kind)
        declaration.line = line
        declaration.place = path
        self.path = path
    }

    mutating func read(_ mapping: Node.Mapping) {
        readMembers(mapping, prefix: "")
        for rule in declaration.kind.rules { complete(rule) }
    }

    private mutating func readMembers(_ mapping: Node.Mapping, prefix: String) {
        for (key, value) in mapping {
            let member = prefix + (key.string ?? "")
            declaration.lines[member] = key.line
            if let rule = declaration.kind.rule(member) {
                if !value.isNothing { read(value, rule) }
            } else if declaration.kind.rules.contains(where: { $0.group == member }) {
                readGroup(value, member)
            } else {
                let names = Self.names(declaration.kind, prefix: prefix)
                refuse(key, member, "is unknown; expected one of \(names).")
            }
        }
    }

    private mutating func readGroup(_ value: Node, _ name: String) {
        if value.isNothing { return }
        guard let mapping = value.mapping else { return refuse(value, name, "must be a mapping.") }
        groups.insert(name)
        readMembers(mapping, prefix: name + ".")
    }

    /// The names of the members that are allowed at a place.
    private static func names(_ kind: ResourceKind, prefix: String) -> String {
        var names: [String] = []
        for rule in kind.rules where rule.path.hasPrefix(prefix) {
            let name = String(rule.path.dropFirst(prefix.count).prefix { $0 != "." })
            if !names.contains(name) { names.append(name) }
        }
        return names.joined(separator: ", ")
    }

    private mutating func read(_ node: Node, _ rule: FieldRule) {
        do throws(FieldError) {
            switch rule.form {
            case .secret: declaration.secrets[rule.path] = [try FieldForm.reference(node)]
            case .secrets(let count): try readSecrets(node, rule, count)
            case .scheme: declaration.values[rule.path] = try FieldForm.scheme(node)
            case .text, .account, .slug, .word, .bool, .integer, .folderPath, .keySchema, .address:
                declaration.values[rule.path] = try FieldForm.value(node, rule.form)
            }
        } catch {
            refuse(node, rule.path, error.message)
        }
    }

    private mutating func readSecrets(
        _ node: Node,
        _ rule: FieldRule,
        _ count: ClosedRange<Int>
    ) throws(FieldError) {
        guard let sequence = node.sequence else {
            throw FieldError("must be a list of env:NAME or file:PATH.")
        }
        guard count.contains(sequence.count) else {
            throw FieldError("must have \(count.lowerBound) to \(count.upperBound) secrets.")
        }
        var references: [SecretReference] = []
        for (index, element) in sequence.enumerated() {
            do throws(FieldError) {
                references.append(try readSecret(element))
            } catch {
                refuse(element, rule.path, error.message, index: index)
            }
        }
        declaration.secrets[rule.path] = references
    }

    /// Reads a secret, given alone or with its validity period.
    private mutating func readSecret(_ node: Node) throws(FieldError) -> SecretReference {
        guard let mapping = node.mapping else { return try FieldForm.reference(node) }
        var reference: SecretReference?
        var times: [String: String] = [:]
        for (key, value) in mapping {
            switch key.string {
            case "secret"?: reference = try FieldForm.reference(value)
            case "notBefore"?, "notAfter"?:
                guard let time = value.scalar.flatMap({ SecretWindow.time($0.string) }) else {
                    throw FieldError("has an invalid time; use the form 2026-11-23T08:00:00Z.")
                }
                times[key.string ?? ""] = time
            case _:
                throw FieldError(
                    "must be env:NAME or file:PATH, or have secret, notBefore, notAfter."
                )
            }
        }
        guard let reference else { throw FieldError("has no secret.") }
        let (start, end) = (times["notBefore"], times["notAfter"])
        if let start, let end, start >= end {
            throw FieldError("has a notAfter that is not later than its notBefore.")
        }
        declaration.windows[reference] = SecretWindow(notBefore: start, notAfter: end)
        return reference
    }

    private mutating func complete(_ rule: FieldRule) {
        // A sync that is not paused has no such member, in a file or on a server.
        if rule.path == "isPaused", declaration.values[rule.path] == .bool(false) {
            declaration.values[rule.path] = nil
        }
        let isGiven = declaration.values[rule.path] != nil || declaration.secrets[rule.path] != nil
        if isGiven || refused.contains(rule.path) { return }
        switch rule.absence {
        case .refused: missing(rule)
        case .refusedInGroup: if let group = rule.group, groups.contains(group) { missing(rule) }
        case .usual(let value): declaration.values[rule.path] = value
        case .usualInGroup(let value):
            guard let group = rule.group, groups.contains(group) else { return }
            declaration.values[rule.path] = value
        case .none, .kept: break
        }
    }

    private mutating func missing(_ rule: FieldRule) {
        let line = rule.group.flatMap { declaration.lines[$0] } ?? declaration.line
        problems.append(.init(line: line, path: "\(path).\(rule.path)", message: "is missing."))
    }

    private mutating func refuse(
        _ node: Node,
        _ member: String,
        _ message: String,
        index: Int? = nil
    ) {
        refused.insert(member)
        let element = index.map { "[\($0)]" } ?? ""
        problems.append(
            .init(line: node.line, path: "\(path).\(member)\(element)", message: message)
        )
    }
}
