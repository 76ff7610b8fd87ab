internal import ChecklyClient
internal import Projection
internal import Reconciliation
internal import SyncModel

/// A destination of a run: the sync's own, or one it had before.
struct RunDestination: Sendable {
    let connection: Connection
    let destination: Destination
    let isCurrent: Bool

    var place: Ledger.Place { Ledger.Place(destination) }
}

/// What a run will do: at its targets, and where it could not look.
struct RunPlan: Sendable {
    var targets: [PlannedDestination] = []
    /// Why former destinations could not be looked at.
    var failure: SyncRun.Failure?
}

/// A target with what it holds and what shall become of it.
struct PlannedDestination: Sendable {
    /// What a target holds now.
    enum Holdings: Sendable {
        case account(Listing)
        case group(ChecklyGroupSnapshot)
        /// A group that is no more, of which only the sync's claims are left.
        case missingGroup

        /// By key; where a group's list names a key twice, the first counts.
        var variables: [String: ListedVariable] {
            switch self {
            case .account(let listing): listing.variables
            case .missingGroup: [:]
            case .group(let group):
                Dictionary(
                    group.variables.map {
                        ($0.key, ListedVariable(locked: $0.isLocked, secret: $0.isSecret))
                    },
                    uniquingKeysWith: { first, _ in first }
                )
            }
        }

        /// How many requests it took to know.
        var requestCount: Int {
            switch self {
            case .account(let listing): listing.pageCount
            case .group: 1
            case .missingGroup: 2
            }
        }
    }

    let target: RunDestination
    let client: ChecklyClient
    let holdings: Holdings
    let desired: [DesiredVariable]
    let plan: Plan
    /// Why the push at this target will be refused; nil where it will not.
    let problem: PushProblem?
    let drifts: [Drift]
    /// Keys that the sync wrote or adopted at the target.
    let ownKeys: Set<String>

    var part: PlannedPush.Part {
        PlannedPush.Part(
            destination: target.destination,
            isCurrent: target.isCurrent,
            plan: plan,
            foreignKeys: Set(foreignKeys),
            problem: problem
        )
    }

    /// How many requests carrying out the plan takes when nothing goes wrong.
    var requestCount: Int {
        switch holdings {
        case .account(let listing):
            plan.changes.reduce(0) { count, change in
                switch change.action {
                case .create, .delete: count + 1
                // A secret becomes readable only by being made anew.
                case .update: count + (isReplaced(change.key, listing) ? 2 : 1)
                case .unchanged, .skip, .conflict: count
                }
            }
        // Read again before and after the one write.
        case .group: plan.changesList ? 3 : 0
        case .missingGroup: 0
        }
    }

    private func isReplaced(_ key: String, _ listing: Listing) -> Bool {
        listing.variables[key]?.secret == true && flags.secret == false
    }

    /// The flags that the sync's variables have.
    let flags: ListedVariable
}
