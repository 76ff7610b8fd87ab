package import SyncModel

/// How a sync stands, in the words of the API.
package struct SyncStatus: Sendable, Equatable {
    package enum Word: String, Sendable {
        case pending, running, succeeded, failed
    }

    /// A request that no run has answered yet.
    package struct Removal: Sendable, Equatable {
        package var requestedAt: Position
        package var deletesSync: Bool
    }

    /// Why and since when nothing is pushed.
    package struct Pause: Sendable, Equatable {
        package var since: Timestamp
        package var reason: String?
    }

    /// The last thing that went wrong with one key.
    package struct KeyFailure: Sendable, Equatable {
        package var problem: PushProblem
        package var failedAt: Timestamp
    }

    /// A change that is not tried again by itself, and since when.
    package struct Parked: Sendable, Equatable {
        package var change: ParkedChange
        package var since: Timestamp
    }

    /// A change that somebody decided to leave, and since when.
    package struct Skipped: Sendable, Equatable {
        package var change: SkippedChange
        package var since: Timestamp
    }

    /// What is put back when an approved plan cannot be carried out.
    struct Standing: Sendable, Equatable {
        var approvedAt: Position
        var configuredAt: Position
        var status: Word
        var requestedAt: Position?
        var needsAttention: Bool
        var parkedWhole: Parked?
        var pinnedTo: Position?
    }

    /// A destination the sync had before, and the connection it was reached through.
    package struct FormerDestination: Sendable, Equatable {
        package var connectionID: String
        package var destination: Destination
    }

    /// The event that last set the sync up, or gave up a key it wants.
    package var configuredAt: Position
    package var status: Word = .pending
    package var lastJobID: String?
    package var message: String?
    package var lastSyncedAt: Timestamp?
    package var removeStatus: Word?
    package var lastRemoveJobID: String?
    package var removeMessage: String?
    package var lastRemovedAt: Timestamp?
    /// The last position whose desired state a push took; nil before the first.
    package var pushedThrough: Position?
    /// The last position at which a push was asked for by hand.
    package var requestedAt: Position?
    package var removal: Removal?
    /// The run that began and has not ended.
    package var openRun: PushRun?
    /// When a failed run is tried again by itself.
    package var nextTryAt: Timestamp?
    /// Whether nothing is tried until the connection or the sync is updated, or a push is asked for.
    package var needsAttention = false
    package var pause: Pause?
    /// The position whose desired state is held.
    package var pinnedTo: Position?
    /// The plan that the next push must carry out exactly, or not at all.
    package var approvedPlanID: String? {
        didSet { if approvedPlanID == nil { beforeApproval = nil } }
    }
    /// How it stood before the plan was approved that no push has carried out yet.
    var beforeApproval: Standing?
    /// Nil where the sync needs no consent, or has pushed since it did.
    package var consent: Consent?
    /// Keys of the last run that were not brought to what the sync wants.
    package var failedKeys: [String: KeyFailure] = [:]
    /// What cannot be carried out of single keys, by key; some of it may not be wanted any more.
    package var parkedKeys: [String: Parked] = [:]
    /// Why nothing of the sync can be planned or pushed.
    package var parkedWhole: Parked?
    /// What somebody decided to leave, by key.
    package var skippedKeys: [String: Skipped] = [:]
    package var drifts: [Drift] = []
    package var driftDetectedAt: Timestamp?
    /// Where the sync wrote before and has not cleared away all of it.
    package var formerDestinations: [FormerDestination] = []

    init(configuredAt: Position) {
        self.configuredAt = configuredAt
    }
}
