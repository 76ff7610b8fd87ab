internal import Synchronization

/// Told once that no further write may begin.
final class StopSignal: Sendable {
    private let raised = Mutex(false)

    var isRaised: Bool { raised.withLock(\.self) }

    func raise() { raised.withLock { $0 = true } }
}
