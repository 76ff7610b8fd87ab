package import Encodings
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
        /// Why nothing of it will be carried out; nil where it will be.
        package var problem: PushProblem?

        package init(
            destination: Destination,
            isCurrent: Bool,
            plan: Plan,
            foreignKeys: Set<String> = [],
            problem: PushProblem? = nil
        ) {
            self.destination = destination
            self.isCurrent = isCurrent
            self.plan = plan
            self.foreignKeys = foreignKeys
            self.problem = problem
        }
    }

    package var syncID: String
    /// The log position whose desired state is meant.
    package var asOf: Position
    /// At least one; the current destination comes first.
    package var parts: [Part]
    /// The moment whose desired state is meant and held; nil for what is desired now.
    package var moment: Position?
    /// How many requests carrying it out takes when nothing goes wrong, listing included.
    package var requestCount: Int
    /// Why the push will be refused; nil where it will not.
    package var problem: PushProblem?

    package init(
        syncID: String,
        asOf: Position,
        moment: Position? = nil,
        parts: [Part],
        requestCount: Int,
        maxDeletions: Int64? = nil
    ) {
        self.syncID = syncID
        self.asOf = asOf
        self.moment = moment
        self.parts = parts
        self.requestCount = requestCount
        problem = parts.first(where: \.isCurrent)?.problem
        let deletionCount = parts.reduce(0) { $0 + $1.plan.deletionCount }
        if problem == nil, let maxDeletions, deletionCount > maxDeletions {
            problem = .tooManyDeletions(deletionCount, limit: maxDeletions)
        }
    }

    /// What stands in a plan's id before the moment that it holds.
    package static let momentMark: Character = "@"

    /// The moment that a plan holds, by its id.
    package static func moment(ofPlan id: String) -> Position? {
        guard let mark = id.lastIndex(of: momentMark) else { return nil }
        return Int64(id[id.index(after: mark)...]).map(Position.init)
    }

    /// Whether it changes anything at Checkly.
    package var isEmpty: Bool { parts.allSatisfy(\.plan.isEmpty) }

    /// How many variables that are there it takes away.
    package var deletionCount: Int { parts.reduce(0) { $0 + $1.plan.deletionCount } }

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

extension PushProblem {
    /// What is said of a plan that is not what a push would do any more.
    package static let planOutdated = PushProblem(
        code: "plan-outdated",
        message: "The source or Checkly has changed since the plan was made; nothing was written. "
            + "(Make a new plan.)"
    )

    /// What is said where so many plans are being made that another one has to wait.
    package static let planLimit = "plan-limit"

    package static func tooManyPlans(_ limit: Int) -> PushProblem {
        PushProblem(
            code: planLimit,
            message: "\(limit) plans are being made, and no more are made at once. "
                + "(Ask again in a moment.)",
            cause: .limit
        )
    }

    fileprivate static func tooManyDeletions(_ count: Int, limit: Int64) -> PushProblem {
        PushProblem(
            code: "too-many-deletions",
            message: "The run would delete \(count) variables, \(limit) are allowed. "
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
            .record([
                "action": .text(action.rawValue),
                "key": .text(key),
                "fingerprint": .optional(fingerprint?.text),
            ])
        }
    }
}
