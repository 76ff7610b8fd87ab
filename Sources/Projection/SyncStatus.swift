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

    /// The event that last set the sync up.
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

    init(configuredAt: Position) {
        self.configuredAt = configuredAt
    }
}
