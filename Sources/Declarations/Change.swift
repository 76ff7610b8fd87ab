package import Encodings
internal import SyncModel

/// What has to happen to a resource.
package struct Change: Sendable, Equatable {
    /// What is to be done.
    package enum Action: String, Sendable, CaseIterable {
        case create, update, delete, unchanged
        /// The server has the resource and the file does not list it; it is left alone.
        case unmanaged
    }

    /// A member that differs from the file.
    package struct Field: Sendable, Equatable {
        /// The member's path, as in `FieldRule.path`.
        package var path: String
        /// The server's value; nil if it has none or the member is secret.
        package var from: JSONValue?
        /// The file's value; nil if it has none or the member is secret.
        package var to: JSONValue?
        /// Whether the values are secret and therefore not shown.
        package var isSensitive = false

        /// Makes a difference; a sensitive one should carry no values.
        package init(path: String, from: JSONValue?, to: JSONValue?, isSensitive: Bool = false) {
            self.path = path
            self.from = from
            self.to = to
            self.isSensitive = isSensitive
        }
    }

    /// What is to be done with the resource.
    package var action: Action
    /// The resource.
    package var id: ResourceID
    /// The members that differ, in the order of the rules.
    package var fields: [Field]

    /// Makes a change; `fields` are empty unless the action is create or update.
    package init(_ action: Action, _ id: ResourceID, fields: [Field] = []) {
        self.action = action
        self.id = id
        self.fields = fields
    }

    /// Whether anything has to be done.
    package var isChange: Bool { action != .unchanged && action != .unmanaged }
}

extension Declaration {
    /// What has to change to make a resource as declared.
    ///
    /// - Parameters:
    ///   - existing: The server's resource; nil if it has none.
    ///   - changedSecrets: The paths of the secrets whose declared values differ from the server's.
    /// - Returns: The change, with a field for each difference; `unchanged` if there is none.
    package func change(from existing: Declaration?, changedSecrets: Set<String>) -> Change {
        var fields: [Change.Field] = []
        for rule in kind.rules where !Self.identity.contains(rule.path) || existing == nil {
            if rule.isSecret {
                let isNew = existing == nil && secrets[rule.path] != nil
                guard isNew || changedSecrets.contains(rule.path) else { continue }
                fields.append(.init(path: rule.path, from: nil, to: nil, isSensitive: true))
                continue
            }
            let (from, to) = (existing?.values[rule.path], wanted(rule))
            let isKept = rule.absence == .kept && to == nil
            if from != to, !isKept { fields.append(.init(path: rule.path, from: from, to: to)) }
        }
        guard existing != nil else { return Change(.create, id, fields: fields) }
        return Change(fields.isEmpty ? .unchanged : .update, id, fields: fields)
    }

    private static let identity = ["name", "projectId"]

    private func wanted(_ rule: FieldRule) -> JSONValue? {
        kind == .source && rule.path == "payload" ? .string(payload) : values[rule.path]
    }
}
