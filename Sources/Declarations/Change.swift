package import Encodings
internal import SyncModel

/// What has to happen to one resource.
package struct Change: Sendable, Equatable {
    package enum Action: String, Sendable, CaseIterable {
        case create, update, delete, unchanged
        /// The server has it and the file does not list it; it stays.
        case unmanaged
    }

    /// One place that is not as the file says.
    package struct Field: Sendable, Equatable {
        package var path: String
        package var from: JSONValue?
        package var to: JSONValue?
        package var isSensitive = false

        package init(path: String, from: JSONValue?, to: JSONValue?, isSensitive: Bool = false) {
            self.path = path
            self.from = from
            self.to = to
            self.isSensitive = isSensitive
        }
    }

    package var action: Action
    package var id: ResourceID
    package var fields: [Field]

    package init(_ action: Action, _ id: ResourceID, fields: [Field] = []) {
        self.action = action
        self.id = id
        self.fields = fields
    }

    package var isChange: Bool { action != .unchanged && action != .unmanaged }
}

extension Declaration {
    /// What has to change so that a resource is as declared.
    ///
    /// - Parameters:
    ///   - existing: The resource as the server has it; nil where it has none.
    ///   - changedSecrets: The paths of the secrets that the server does not have as they are declared.
    /// - Returns: The change, with a field for each place that differs; `unchanged` where there is none.
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
