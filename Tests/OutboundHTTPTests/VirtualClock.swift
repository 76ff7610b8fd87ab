import Synchronization

/// A clock that passes no real time.
///
/// Either it jumps to whatever somebody sleeps for, or it stands still until a test moves it.
final class VirtualClock: Clock {
    struct Instant: InstantProtocol {
        var offset: Duration

        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (a: Instant, b: Instant) -> Bool { a.offset < b.offset }
    }

    private struct Content {
        var now = Instant(offset: .zero)
        var sleeps: [Duration] = []
        var sleepers: [(deadline: Instant, end: AsyncStream<Void>.Continuation)] = []
    }

    private let standsStill: Bool
    private let content = Mutex(Content())

    init(standsStill: Bool = false) {
        self.standsStill = standsStill
    }

    var now: Instant { content.withLock(\.now) }
    var minimumResolution: Duration { .zero }
    /// How long each sleep was meant to be, in order of beginning.
    var sleeps: [Duration] { content.withLock(\.sleeps) }
    /// How many sleep until a later time than now.
    var sleeperCount: Int {
        content.withLock { content in content.sleepers.count { $0.deadline > content.now } }
    }

    func advance(by duration: Duration) {
        content.withLock { content in
            content.now = content.now.advanced(by: duration)
            for sleeper in content.sleepers where sleeper.deadline <= content.now {
                sleeper.end.finish()
            }
            content.sleepers.removeAll { $0.deadline <= content.now }
        }
    }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let (sleep, end) = AsyncStream.makeStream(of: Void.self)
        content.withLock { content in
            content.sleeps.append(content.now.duration(to: deadline))
            if standsStill, deadline > content.now {
                content.sleepers.append((deadline, end))
            } else {
                content.now = max(content.now, deadline)
                end.finish()
            }
        }
        for await _ in sleep {}
        try Task.checkCancellation()
    }
}
