package import Encodings
package import SyncModel

/// Everything that a run would do at the sync's destination and at its former ones.
package struct PlannedPush: Sendable, Equatable {
    /// The plan for one destination.
    package struct Part: Sendable, Equatable {
        /// The destination.
        package var destination: Destination
        /// False for a former destination, where only the sync's own variables are removed.
        package var isCurrent: Bool
        /// The changes, key by key.
        package var plan: Plan
        /// Keys to overwrite or delete that the sync did not write.
        package var foreignKeys: Set<String>
        /// Why this part will not be carried out; nil if it will be.
        package var problem: PushProblem?
        /// When Checkly was asked what is at the destination; nil if it was not.
        package var listedAt: Timestamp?

        package init(
            destination: Destination,
            isCurrent: Bool,
            plan: Plan,
            foreignKeys: Set<String> = [],
            problem: PushProblem? = nil,
            listedAt: Timestamp? = nil
        ) {
            self.listedAt = listedAt
            self.destination = destination
            self.isCurrent = isCurrent
            self.plan = plan
            self.foreignKeys = foreignKeys
            self.problem = problem
        }
    }

    /// The sync's id.
    package var syncID: String
    /// The log position of the desired state.
    package var asOf: Position
    /// At least one part; the current destination comes first.
    package var parts: [Part]
    /// The earlier position that the plan pins the sync to; nil to push the current desired state.
    package var pinnedTo: Position?
    /// The number of requests without retries, listing included.
    package var requestCount: Int
    /// Why the push will be refused; nil if it will not be.
    package var problem: PushProblem?

    /// A plan with more than `maxDeletions` deletions has a problem.
    package init(
        syncID: String,
        asOf: Position,
        pinnedTo: Position? = nil,
        parts: [Part],
        requestCount: Int,
        maxDeletions: Int64? = nil
    ) {
        self.syncID = syncID
        self.asOf = asOf
        self.pinnedTo = pinnedTo
        self.parts = parts
        self.requestCount = requestCount
        problem = parts.first(where: \.isCurrent)?.problem
        let deletionCount = parts.reduce(0) { $0 + $1.plan.deletionCount }
        if problem == nil, let maxDeletions, deletionCount > maxDeletions {
            problem = .tooManyDeletions(deletionCount, limit: maxDeletions)
        }
    }

    /// The separator between a plan's id and the position that the plan pins to.
    package static let pinMark: Character = "@"

    /// The position that a plan pins to, taken from its id; nil if it pins to none.
    package static func pinnedPosition(ofPlan id: String) -> Position? {
        guard let mark = id.lastIndex(of: pinMark) else { return nil }
        return Int64(id[id.index(after: mark)...]).map(Position.init)
    }

    /// Whether the plan changes nothing at Checkly.
    package var isEmpty: Bool { parts.allSatisfy(\.plan.isEmpty) }

    /// When Checkly was asked first for what the plan rests on; nil if it was not asked.
    package var listedAt: Timestamp? { parts.compactMap(\.listedAt).min() }

    /// The number of existing variables that the plan removes.
    package var deletionCount: Int { parts.reduce(0) { $0 + $1.plan.deletionCount } }

    /// Equal for two plans exactly if carrying them out has the same effect.
    package var effects: CanonicalValue {
        .object([
            "syncId": .text(syncID),
            "parts": .list(
                parts.map { part in
                    .object([
                        "accountId": .text(part.destination.accountID),
                        "groupId": .optional(part.destination.groupID),
                        "changes": .list(part.plan.changes.compactMap(\.effect)),
                    ])
                }
            ),
        ])
    }
}

extension PushProblem {
    /// The code for a sync of whose folder nothing was ever reported.
    package static let folderUnknownCode = "folder-unknown"

    /// The problem of a sync of whose folder nothing was ever reported.
    package static let folderUnknown = PushProblem(
        code: folderUnknownCode,
        message: "Nothing has been reported about the folder. (Send a snapshot of it.)"
    )

    /// The code for too many plans being made at once.
    package static let planLimit = "plan-limit"

    /// A plan was wanted of which Checkly is not asked.
    package static let listingNotKept = PushProblem(
        code: "listing-not-kept",
        message: "No listing of the destination is kept that is young enough. (Make a plan without "
            + "keptListing, which asks Checkly.)"
    )

    /// The problem of a request for a plan while `limit` others are being made.
    package static func tooManyPlans(_ limit: Int) -> PushProblem {
        PushProblem(
            code: planLimit,
            message: "\(limit) plans are being made already. "
                + "(Try again in a moment.)",
            cause: .limit
        )
    }

    fileprivate static func tooManyDeletions(_ count: Int, limit: Int64) -> PushProblem {
        PushProblem(
            code: "too-many-deletions",
            message: "The run would delete \(count) variables, but \(limit) are allowed. "
                + "(Check the source, or raise maxDeletions.)",
            cause: .limit
        )
    }
}

extension Plan.Change {
    fileprivate var effect: CanonicalValue? {
        switch action {
        case .unchanged, .skip, .conflict: nil
        case .create, .update, .delete:
            .object([
                "action": .text(action.rawValue),
                "key": .text(key),
                "fingerprint": .optional(fingerprint?.text),
            ])
        }
    }
}
