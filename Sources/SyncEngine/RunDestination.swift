internal import ChecklyClient
internal import Projection
internal import Reconciliation
internal import SyncModel

/// A destination of a run: the sync's own or a former one.
struct RunDestination: Sendable {
    let connection: Connection
    let destination: Destination
    let isCurrent: Bool

    var place: Ledger.Place { Ledger.Place(destination) }
}

/// The plan of a run for all its destinations.
struct RunPlan: Sendable {
    var destinations: [PlannedDestination] = []
    /// Why former destinations could not be read; nil if they could.
    var failure: SyncRun.Failure?
}

/// A destination with its present content and the plan for it.
struct PlannedDestination: Sendable {
    /// The present content of a destination.
    enum Holdings: Sendable {
        case account(Listing)
        case group(ChecklyGroupSnapshot)
        /// A group that no longer exists; only the sync's claims remain.
        case missingGroup

        /// By key; if a group lists a key twice, its first entry counts.
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

        /// The listing of an account; nil for a group.
        var listing: Listing? {
            switch self {
            case .account(let listing): listing
            case .group, .missingGroup: nil
            }
        }

        /// The number of requests that reading the content took.
        var requestCount: Int {
            switch self {
            case .account(let listing): listing.pageCount
            case .group: 1
            case .missingGroup: 2
            }
        }
    }

    let runDestination: RunDestination
    let client: ChecklyClient
    let holdings: Holdings
    /// When Checkly was asked for it.
    let listedAt: Timestamp
    let desired: [DesiredVariable]
    let plan: Plan
    /// Why the push will be refused at this destination; nil if it will not be.
    let problem: PushProblem?
    let drifts: [Drift]
    /// Keys that the sync wrote or adopted at this destination.
    let ownKeys: Set<String>

    var part: PlannedPush.Part {
        PlannedPush.Part(
            destination: runDestination.destination,
            isCurrent: runDestination.isCurrent,
            plan: plan,
            foreignKeys: Set(foreignKeys),
            problem: problem,
            listedAt: listedAt
        )
    }

    /// The number of requests that the plan takes without retries.
    var requestCount: Int {
        switch holdings {
        case .account(let listing):
            plan.changes.reduce(0) { count, change in
                switch change.action {
                case .create, .delete: count + 1
                // A secret becomes readable only by deleting and creating it.
                case .update: count + (isReplaced(change.key, listing) ? 2 : 1)
                case .unchanged, .skip, .conflict: count
                }
            }
        // One write, with a read before and after it.
        case .group: plan.changesList ? 3 : 0
        case .missingGroup: 0
        }
    }

    private func isReplaced(_ key: String, _ listing: Listing) -> Bool {
        listing.variables[key]?.secret == true && flags.secret == false
    }

    /// The flags of the sync's variables.
    let flags: ListedVariable
}
