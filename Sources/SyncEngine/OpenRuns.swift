package import Projection
internal import Synchronization

/// The open runs by sync, for displaying the state of syncs.
package final class OpenRuns: Sendable {
    private let runs = Mutex<[String: RunProgress]>([:])

    /// The progress of a sync's run; nil if none is open.
    package func activity(of syncID: String) -> RunActivity? {
        runs.withLock { $0[syncID] }?.tally.activity
    }

    func begin(_ syncID: String, _ progress: RunProgress) {
        runs.withLock { $0[syncID] = progress }
    }

    func end(_ syncID: String) {
        runs.withLock { $0[syncID] = nil }
    }
}
