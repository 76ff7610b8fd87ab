internal import Encodings
internal import Pages

/// The answers of a wizard in words.
struct WizardAnswers: Sendable {
    private let draft: SyncDraft

    init(_ draft: SyncDraft) {
        self.draft = draft
    }

    /// The answers of a step in one line.
    func summary(of step: WizardStep) -> String? {
        switch step {
        case .source:
            let place = [draft[.environment], draft[.secretPath]].compactMap(\.self)
            let source = draft[.sourceName].map { " from \($0)" } ?? ""
            return place.joined(separator: " ") + source
        case .destination:
            return [draft[.accountId], draft[.groupId]].compactMap(\.self).joined(separator: " / ")
        case .options:
            let behavior = WordChoice.all(of: .initialSyncBehavior)?
                .first { $0.value == draft[.initialSyncBehavior] }
            return [draft[.keySchema], behavior?.text].compactMap(\.self).joined(separator: ", ")
        case .details: return draft[.name]
        case .review: return nil
        }
    }

    /// All answers by step, with the way back to each.
    func groups(_ known: WizardKnowledge, href: (WizardStep) -> String) -> [PageValue] {
        WizardStep.allCases.filter { $0 != .review }
            .map { step in
                .object([
                    "title": .text(step.title), "changeHref": .text(href(step)),
                    "rows": .list(
                        step.fields.compactMap { field in
                            shown(field, known)
                                .map {
                                    .object(["label": .text(field.label), "value": .text($0)])
                                }
                        }
                    ),
                ])
            }
    }

    private func shown(_ field: SyncField, _ known: WizardKnowledge) -> String? {
        switch field {
        case .isAutoSyncEnabled, .disableSecretDeletion, .allowCodeOwnedGroup:
            if field == .allowCodeOwnedGroup, !draft.isOn(field) { return nil }
            return draft.isOn(field) ? "on" : "off"
        case .connectionId: return known.connectionName(draft[field]) ?? draft[field]
        case .sourceName: return draft[field] ?? "whoever reports the folder first"
        case .groupId: return draft[field] ?? "none: the account itself"
        case .keySchema: return draft[field] ?? "none: the names of the secrets"
        case .initialSyncBehavior, .emptyValue, .variableType, .deleteOrder,
            .onUnreadableGroupVariables:
            return WordChoice.all(of: field)?.first { $0.value == draft[field] }?.text
        case .projectId, .environment, .secretPath, .accountId, .maxDeletions, .name,
            .description:
            return draft[field]
        }
    }
}
