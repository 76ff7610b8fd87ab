package import SyncModel

/// The status of a sync in the words of the API.
package struct SyncStatus: Sendable, Equatable {
    /// The outcome of a push or removal in one word.
    package enum Phase: String, Sendable {
        case pending, running, succeeded, failed
    }

    /// A requested removal that no run has completed yet.
    package struct Removal: Sendable, Equatable {
        /// The event that requested it.
        package var requestedAt: Position
        /// Whether the sync is deleted after its variables.
        package var deletesSync: Bool
    }

    /// A pause, during which nothing is pushed.
    package struct Pause: Sendable, Equatable {
        /// When the sync was paused.
        package var since: Timestamp
        /// The reason given by whoever paused it.
        package var reason: String?
    }

    /// The last failure of a key.
    package struct KeyFailure: Sendable, Equatable {
        /// Why it failed.
        package var problem: PushProblem
        /// When it failed.
        package var failedAt: Timestamp
    }

    /// A change that is not retried automatically.
    package struct Parked: Sendable, Equatable {
        /// The change and why it cannot be carried out.
        package var change: ParkedChange
        /// When it was parked.
        package var since: Timestamp
    }

    /// A change that somebody chose not to carry out.
    package struct Skipped: Sendable, Equatable {
        /// The change and why it was skipped.
        package var change: SkippedChange
        /// When it was skipped.
        package var since: Timestamp
    }

    /// The status to restore if an approved plan cannot be carried out.
    struct Standing: Sendable, Equatable {
        var approvedAt: Position
        var configuredAt: Position
        var status: Phase
        var requestedAt: Position?
        var needsAttention: Bool
        var parkedWhole: Parked?
        var pinnedTo: Position?
    }

    /// A previous destination of the sync, with the connection that reached it.
    package struct FormerDestination: Sendable, Equatable {
        /// The connection that reached it when the sync left it.
        package var connectionID: String
        /// The place that still holds variables.
        package var destination: Destination
    }

    /// The event that last configured the sync or released a key that it desires.
    package var configuredAt: Position
    /// The outcome of the last push.
    package var status: Phase = .pending
    /// The id of the last push run.
    package var lastJobID: String?
    /// Why the last push failed or is pending; nil after a success.
    package var message: String?
    /// When a push last succeeded.
    package var lastSyncedAt: Timestamp?
    /// The outcome of the last removal; nil if there was none.
    package var removeStatus: Phase?
    /// The id of the last removal run.
    package var lastRemoveJobID: String?
    /// Why the last removal failed or is pending; nil after a success.
    package var removeMessage: String?
    /// Whether the last removal failed for good, and nobody has asked for anything since.
    package var isRemovalRefused = false
    /// When a removal last succeeded.
    package var lastRemovedAt: Timestamp?
    /// The last position whose desired state was pushed; nil before the first push.
    package var pushedThrough: Position?
    /// The last position at which somebody requested a push.
    package var requestedAt: Position?
    /// The requested removal; nil if there is none.
    package var removal: Removal?
    /// The run that has started and not finished.
    package var openRun: PushRun?
    /// When a failed run will be retried automatically.
    package var nextTryAt: Timestamp?
    /// Whether nothing is tried until the connection or the sync is updated or somebody requests a
    /// push.
    package var needsAttention = false
    /// The pause; nil if the sync is not paused.
    package var pause: Pause?
    /// The position whose desired state is kept; nil if the sync is not pinned.
    package var pinnedTo: Position?
    /// The plan that the next push must carry out exactly or not at all.
    package var approvedPlanID: String? {
        didSet { if approvedPlanID == nil { beforeApproval = nil } }
    }
    /// The status before the approval of a plan that no push has carried out yet.
    var beforeApproval: Standing?
    /// Nil if the sync needs no consent or has pushed successfully since it did.
    package var consent: Consent?
    /// Keys that the last run failed to bring to their desired values.
    package var failedKeys: [String: KeyFailure] = [:]
    /// Parked changes by key; some may no longer be desired.
    package var parkedKeys: [String: Parked] = [:]
    /// Why nothing of the sync can be planned or pushed; nil if it can.
    package var parkedWhole: Parked?
    /// Skipped changes by key.
    package var skippedKeys: [String: Skipped] = [:]
    /// The differences between the destination and our last acknowledged writes.
    package var drifts: [Drift] = []
    /// When the differences were last recorded.
    package var driftDetectedAt: Timestamp?
    /// Former destinations that still hold variables of the sync.
    package var formerDestinations: [FormerDestination] = []

    /// The status of a sync that has never run.
    package init(configuredAt: Position) {
        self.configuredAt = configuredAt
    }
}
