package import SyncModel

/// Everything a run of a sync will do, at its destination and at those it had before.
package struct PlannedPush: Sendable, Equatable {
    /// What is planned for one destination.
    package struct Part: Sendable, Equatable {
        package var destination: Destination
        /// False for one that the sync had before, of which only what it wrote there is taken away.
        package var isCurrent: Bool
        package var plan: Plan
        /// Keys that are overwritten or deleted although the sync did not write them.
        package var foreignKeys: Set<String>

        package init(
            destination: Destination,
            isCurrent: Bool,
            plan: Plan,
            foreignKeys: Set<String> = []
        ) {
            self.destination = destination
            self.isCurrent = isCurrent
            self.plan = plan
            self.foreignKeys = foreignKeys
        }
    }

    package var syncID: String
    /// The log position whose desired state is meant.
    package var asOf: Position
    /// At least one; the current destination comes first.
    package var parts: [Part]
    /// How many requests carrying it out takes when nothing goes wrong, listing included.
    package var requestCount: Int

    package init(syncID: String, asOf: Position, parts: [Part], requestCount: Int) {
        self.syncID = syncID
        self.asOf = asOf
        self.parts = parts
        self.requestCount = requestCount
    }

    /// Whether it changes anything at Checkly.
    package var isEmpty: Bool { parts.allSatisfy(\.plan.isEmpty) }

    package var deletionCount: Int { parts.reduce(0) { $0 + $1.plan.keys(.delete).count } }

    /// What two plans have alike exactly when carrying them out does the same.
    package var effects: CanonicalValue {
        .record([
            "syncId": .text(syncID),
            "parts": .list(
                parts.map { part in
                    .record([
                        "accountId": .text(part.destination.accountID),
                        "groupId": .optional(part.destination.groupID),
                        "changes": .list(part.plan.changes.compactMap(\.effect)),
                    ])
                }
            ),
        ])
    }
}

extension Plan.Change {
    fileprivate var effect: CanonicalValue? {
        switch action {
        case .unchanged, .skip, .conflict: nil
        case .create, .update, .delete:
            .record([
                "action": .text(action.rawValue),
                "key": .text(key),
                "fingerprint": .optional(fingerprint?.text),
            ])
        }
    }
}
