internal import GRDB
internal import Synchronization

/// What ends a scan before its time.
final class ScanControl: Sendable {
    private struct State {
        var isCancelled = false
        var connection: DatabaseQueue?
    }

    private let state = Mutex(State())

    var isCancelled: Bool { state.withLock(\.isCancelled) }

    /// Stops at the next look, and what the connection is doing at once.
    func cancel() {
        let connection = state.withLock { state in
            state.isCancelled = true
            return state.connection
        }
        connection?.interrupt()
    }

    /// Notes whose reads are to be interrupted.
    func use(_ connection: DatabaseQueue) {
        state.withLock { $0.connection = connection }
    }

    /// - Throws: `EventLogError.cancelled` once it is.
    func check() throws(EventLogError) {
        if isCancelled { throw .cancelled }
    }
}
