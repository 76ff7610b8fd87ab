import Synchronization

/// A clock that goes on only when it is told to.
final class ManualClock: Clock {
    struct Instant: InstantProtocol {
        var offset: Duration

        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (a: Instant, b: Instant) -> Bool { a.offset < b.offset }
    }

    private struct Content {
        var now = Instant(offset: .zero)
        var sleepers: [Int: (deadline: Instant, end: AsyncStream<Void>.Continuation)] = [:]
        var next = 0
    }

    private let content = Mutex(Content())

    var now: Instant { content.withLock(\.now) }
    var minimumResolution: Duration { .zero }

    /// How many wait for their time.
    var sleeperCount: Int { content.withLock(\.sleepers.count) }

    /// Waits until somebody sleeps.
    func untilAsleep() async {
        while sleeperCount == 0 { await Task.yield() }
    }

    func advance(by duration: Duration) {
        let woken = content.withLock { content in
            content.now = content.now.advanced(by: duration)
            let due = content.sleepers.filter { $0.value.deadline <= content.now }
            for number in due.keys { content.sleepers[number] = nil }
            return due.values.map(\.end)
        }
        for sleeper in woken { sleeper.finish() }
    }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let (stream, end) = AsyncStream<Void>.makeStream()
        let number = content.withLock { content -> Int? in
            if deadline <= content.now { return nil }
            content.next += 1
            content.sleepers[content.next] = (deadline, end)
            return content.next
        }
        if let number {
            for await _ in stream {}
            content.withLock { $0.sleepers[number] = nil }
        }
        try Task.checkCancellation()
    }
}
