import Synchronization

/// A clock that passes no real time.
///
/// Either it jumps to whatever somebody sleeps for, or it stands still until its sleepers are
/// cancelled.
final class VirtualClock: Clock {
    struct Instant: InstantProtocol {
        var offset: Duration

        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (a: Instant, b: Instant) -> Bool { a.offset < b.offset }
    }

    private let standsStill: Bool
    private let current = Mutex(Instant(offset: .zero))
    private let slept = Mutex<[Duration]>([])

    init(standsStill: Bool = false) {
        self.standsStill = standsStill
    }

    var now: Instant { current.withLock(\.self) }
    var minimumResolution: Duration { .zero }
    /// How long each sleep was meant to be, in order of beginning.
    var sleeps: [Duration] { slept.withLock(\.self) }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        slept.withLock { $0.append(now.duration(to: deadline)) }
        if standsStill {
            for await _ in AsyncStream<Void>.makeStream().stream {}
        } else {
            current.withLock { $0 = max($0, deadline) }
            await Task.yield()
        }
        try Task.checkCancellation()
    }
}
