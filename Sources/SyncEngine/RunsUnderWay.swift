package import Projection
internal import Synchronization

/// The runs under way by sync, for whoever shows how a sync stands.
package final class RunsUnderWay: Sendable {
    private let runs = Mutex<[String: RunProgress]>([:])

    /// How far a sync's run is; nil where none is under way.
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
