internal import Synchronization

/// Interrupts a scan.
package final class ScanControl: Sendable {
    private struct State {
        var isCancelled = false
        var interrupt: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    var isCancelled: Bool { state.withLock(\.isCancelled) }

    /// Interrupts the statement that is running and makes every later `check` throw.
    func cancel() {
        let interrupt = state.withLock { state in
            state.isCancelled = true
            return state.interrupt
        }
        interrupt?()
    }

    /// Sets how `cancel` interrupts the read that the scan's connection runs.
    package func onCancel(_ interrupt: @escaping @Sendable () -> Void) {
        state.withLock { $0.interrupt = interrupt }
    }

    /// - Throws: `EventLogError.cancelled` once the scan is cancelled.
    package func check() throws(EventLogError) {
        if isCancelled { throw .cancelled }
    }
}
