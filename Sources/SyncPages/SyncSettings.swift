internal import Declarations
internal import Encodings
internal import Pages
internal import SyncWizard

/// Everything that was set of a sync, in words.
struct SyncSettings: Sendable {
    private static let groups: [(heading: String, fields: [SyncField])] = [
        ("Source", [.sourceName, .projectId, .environment, .secretPath]),
        ("Destination", [.connectionId, .accountId, .groupId]),
        (
            "Options",
            [
                .initialSyncBehavior, .keySchema, .isAutoSyncEnabled, .disableSecretDeletion,
                .maxDeletions, .emptyValue, .variableType, .deleteOrder,
                .onUnreadableGroupVariables, .allowCodeOwnedGroup,
            ]
        ),
        ("Details", [.name, .description]),
    ]

    private let sync: JSONValue
    private let draft: SyncDraft

    init(_ sync: JSONValue) {
        self.sync = sync
        draft = SyncDraft(of: sync, isEdited: true)
    }

    /// The settings by the steps of the wizard.
    var sections: [PageValue] {
        Self.groups.map { heading, fields in
            .object([
                "heading": .text(heading),
                "rows": .list(fields.map { row($0) }),
            ])
        }
    }

    private func row(_ field: SyncField) -> PageValue {
        .members([
            "label": .text(field.label), "value": .text(shown(field)),
            "isMono": .flag([.secretPath, .keySchema].contains(field) && draft[field] != nil),
        ])
    }

    private func shown(_ field: SyncField) -> String {
        switch field {
        case .isAutoSyncEnabled, .disableSecretDeletion, .allowCodeOwnedGroup:
            return draft.isOn(field) ? "on" : "off"
        case .connectionId: return sync["connection"]?["name"]?.string ?? draft[field] ?? ""
        case .accountId:
            return named(draft[field], sync["destinationConfig"]?["accountName"]?.string)
        case .groupId:
            guard let id = draft[field] else { return "none: the account itself" }
            return named(id, sync["destinationConfig"]?["groupName"]?.string)
        case .sourceName:
            return draft[field] ?? sync["sourceName"]?.string
                ?? "whoever reports the folder first"
        case .keySchema: return draft[field] ?? "none: the names of the secrets"
        case .maxDeletions: return draft[field] ?? "no limit"
        case .description: return draft[field] ?? "none"
        case .initialSyncBehavior, .emptyValue, .variableType, .deleteOrder,
            .onUnreadableGroupVariables:
            let choice = WordChoice.all(of: field)?.first { $0.value == draft[field] }
            return choice?.text ?? draft[field] ?? ""
        case .projectId, .environment, .secretPath, .name: return draft[field] ?? ""
        }
    }

    private func named(_ id: String?, _ name: String?) -> String {
        guard let name else { return id ?? "" }
        return "\(name) (\(id ?? ""))"
    }

    /// The sync as a file declares it.
    var yaml: String { DeclarationText.yaml([Declaration(.sync, shown: sync)]) }

    /// A command that makes the same sync; the token stands for itself.
    var command: String { draft.command }
}
