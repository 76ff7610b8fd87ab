internal import Synchronization

/// What ends a scan before its time.
package final class ScanControl: Sendable {
    private struct State {
        var isCancelled = false
        var interrupt: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    var isCancelled: Bool { state.withLock(\.isCancelled) }

    /// Stops at the next look, and what the connection is doing at once.
    func cancel() {
        let interrupt = state.withLock { state in
            state.isCancelled = true
            return state.interrupt
        }
        interrupt?()
    }

    /// Notes how the read that a connection is at is cut off.
    package func onCancel(_ interrupt: @escaping @Sendable () -> Void) {
        state.withLock { $0.interrupt = interrupt }
    }

    /// - Throws: `EventLogError.cancelled` once it is.
    package func check() throws(EventLogError) {
        if isCancelled { throw .cancelled }
    }
}
