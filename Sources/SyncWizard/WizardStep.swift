internal import Pages

/// A step of the wizard that makes or edits a sync.
enum WizardStep: String, Sendable, CaseIterable {
    case source, destination, options, details, review

    var title: String {
        switch self {
        case .source: "Source"
        case .destination: "Destination"
        case .options: "Sync Options"
        case .details: "Details"
        case .review: "Review"
        }
    }

    /// What it asks, in its order.
    var fields: [SyncField] {
        switch self {
        case .source: [.sourceName, .projectId, .environment, .secretPath]
        case .destination: [.connectionId, .accountId, .groupId]
        case .options:
            [
                .initialSyncBehavior, .keySchema, .isAutoSyncEnabled, .disableSecretDeletion,
                .maxDeletions, .emptyValue, .variableType, .deleteOrder,
                .onUnreadableGroupVariables, .allowCodeOwnedGroup,
            ]
        case .details: [.name, .description]
        case .review: []
        }
    }

    /// The options that few need, behind a disclosure.
    static let rareFields: [SyncField] = [
        .maxDeletions, .emptyValue, .variableType, .deleteOrder, .onUnreadableGroupVariables,
        .allowCodeOwnedGroup,
    ]

    private var index: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    /// Its place in the order, from 1.
    var number: Int { index + 1 }

    /// The step after it; the last is its own.
    var next: WizardStep { Self.allCases[min(index + 1, Self.allCases.count - 1)] }

    /// The step before it; the first is its own.
    var previous: WizardStep { Self.allCases[max(index - 1, 0)] }

    /// The steps before it, in their order.
    var earlier: ArraySlice<WizardStep> { Self.allCases[..<index] }
}
