internal import APIContract
internal import Declarations
internal import Pages
internal import SyncModel
package import Encodings

/// A sync as far as a wizard knows it: the answers that its address holds.
package struct SyncDraft: Sendable {
    /// By the name of the field; a check box that is off is absent.
    private(set) var answers: [String: String]
    /// The sync that is edited; nil for a new one.
    let syncID: String?

    /// The names that are carried from step to step beside the answers.
    static let marks = ["sync", "hasOptions", "basis"]

    /// Reads the answers of a query or a form.
    init(_ fields: [String: String]) {
        let names = Set(SyncField.allCases.map(\.rawValue) + Self.marks)
        answers = fields.filter { names.contains($0.key) }
        syncID = fields["sync"]
    }

    /// The answers that describe an existing sync.
    ///
    /// - Parameters:
    ///   - sync: A sync as the API shows it.
    ///   - isEdited: Whether it is edited; else its answers begin another sync.
    package init(of sync: JSONValue, isEdited: Bool) {
        var answers: [String: String] = ["hasOptions": "yes"]
        for field in SyncField.allCases where isEdited || field != .name {
            let value = Self.value(of: field, in: sync)
            if let text = value?.string { answers[field.rawValue] = text }
            if let number = value?.integer { answers[field.rawValue] = String(number) }
            if value?.bool == true { answers[field.rawValue] = "yes" }
        }
        let id = isEdited ? sync["id"]?.string : nil
        answers["sync"] = id
        answers["basis"] = isEdited ? Self.basis(of: sync) : nil
        self.answers = answers
        syncID = id
    }

    /// What tells one version of a sync from another.
    private static func basis(of sync: JSONValue) -> String? { sync["updatedAt"]?.string }

    /// Takes another version of the edited sync for the one that the answers begin with.
    ///
    /// - Parameter sync: The sync as the API shows it now.
    /// - Returns: The fields in which the answers differ from it; nil if they began with this
    ///   version.
    mutating func rebase(on sync: JSONValue) -> [SyncField]? {
        guard let basis = answers["basis"], let now = Self.basis(of: sync), basis != now else {
            return nil
        }
        answers["basis"] = now
        let other = SyncDraft(of: sync, isEdited: true)
        return SyncField.allCases.filter { self[$0] ?? "" != other[$0] ?? "" }
    }

    private static func value(of field: SyncField, in sync: JSONValue) -> JSONValue? {
        let sync: JSONValue? = sync
        return switch field {
        case .environment: sync?["environment"]?["slug"]
        case .secretPath: sync?["folder"]?["path"]
        case .sourceName, .projectId, .connectionId, .accountId, .groupId, .initialSyncBehavior,
            .keySchema, .isAutoSyncEnabled, .disableSecretDeletion, .maxDeletions, .emptyValue,
            .variableType, .deleteOrder, .onUnreadableGroupVariables, .allowCodeOwnedGroup,
            .name, .description:
            field.path.reduce(sync) { $0?[$1] }
        }
    }

    /// An answer; nil if it is not given.
    package subscript(_ field: SyncField) -> String? {
        get { answers[field.rawValue] }
        set { answers[field.rawValue] = newValue }
    }

    /// Whether the options have been answered, so that a check box that is absent is off.
    var hasOptions: Bool { answers["hasOptions"] != nil }

    /// Whether a check box is on; before the options were answered it is as the API has it.
    package func isOn(_ field: SyncField) -> Bool {
        hasOptions ? self[field] != nil : field == .isAutoSyncEnabled
    }

    /// The body that makes the sync or changes it, without what is not answered.
    ///
    /// - Parameter more: Members beside the answers, such as `planId`.
    /// - Returns: An object as the API reads it.
    func body(adding more: KeyValuePairs<String, JSONValue?> = [:]) -> JSONValue {
        var members: [JSONValue.Member] = []
        for field in SyncField.allCases {
            guard let value = value(of: field) else { continue }
            members.append(.init(name: field.rawValue, value: value))
        }
        func object(_ name: String) -> JSONValue {
            .object(
                members.filter { member in
                    SyncField(rawValue: member.name)?.path.first == name
                        && SyncField(rawValue: member.name)?.path.count == 2
                }
            )
        }
        var body = members.filter { SyncField(rawValue: $0.name)?.path.count == 1 }
        body.append(.init(name: "destinationConfig", value: object("destinationConfig")))
        body.append(.init(name: "syncOptions", value: object("syncOptions")))
        for (name, value) in more {
            if let value { body.append(.init(name: name, value: value)) }
        }
        return .object(body)
    }

    private func value(of field: SyncField) -> JSONValue? {
        switch field {
        case .isAutoSyncEnabled, .disableSecretDeletion, .allowCodeOwnedGroup:
            return .bool(isOn(field))
        case .maxDeletions:
            return self[field].map { text in Int64(text) == nil ? .string(text) : .number(text) }
        case .description:
            // An edited description that was emptied is removed.
            return self[field].map(JSONValue.string) ?? (syncID == nil ? nil : .null)
        case .sourceName, .projectId, .environment, .secretPath, .connectionId, .accountId,
            .groupId, .initialSyncBehavior, .keySchema, .emptyValue, .variableType, .deleteOrder,
            .onUnreadableGroupVariables, .name:
            return self[field].map(JSONValue.string)
        }
    }

    /// A command that makes the sync; the token stands for itself.
    package var command: String {
        let body = body().text.replacing("'", with: #"'\''"#)
        return """
            curl -X POST "$CHECKLY_SYNC_SERVER/api/v1/secret-syncs/checkly" \
            -H "Authorization: Bearer $CHECKLY_SYNC_ADMIN_TOKEN" \
            -H "Content-Type: application/json" -d '\(body)'
            """
    }

    /// The sync as a file declares it; a file names its connection.
    func yaml(connection: String?) -> String {
        let text = { (field: SyncField) in JSONValue.string(answers[field.rawValue] ?? "") }
        // As the API shows a sync.
        let shown: [JSONValue.Member] = [
            .init(
                name: "environment",
                value: .object([.init(name: "slug", value: text(.environment))])
            ),
            .init(name: "folder", value: .object([.init(name: "path", value: text(.secretPath))])),
            .init(
                name: "connection",
                value: .object([.init(name: "name", value: .string(connection ?? ""))])
            ),
        ]
        let others = (body().members ?? [])
            .filter { member in !shown.contains { $0.name == member.name } }
        return DeclarationText.yaml([Declaration(.sync, shown: .object(others + shown))])
    }

    /// What is wrong with the answers, by field, in the API's words.
    var issues: [SyncField: String] {
        var fields = BodyFields(body())
        _ = NewSync.resource.read(&fields, for: .create)
        var issues: [SyncField: String] = [:]
        for issue in fields.issues {
            guard let field = SyncField(path: issue.path), issues[field] == nil else { continue }
            issues[field] = issue.message
        }
        return issues
    }
}

extension SyncField {
    /// The field that a member of a body is.
    init?(path: [String]) {
        guard let field = Self.allCases.first(where: { $0.path == path }) else { return nil }
        self = field
    }
}
