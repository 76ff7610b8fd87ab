internal import Synchronization

/// A clock that passes no real time.
///
/// Either it jumps to whatever somebody sleeps for, or it stands still until a test moves it.
package final class VirtualClock: Clock {
    package struct Instant: InstantProtocol {
        /// The time since the clock was made.
        package var offset: Duration

        package func advanced(by duration: Duration) -> Instant {
            Instant(offset: offset + duration)
        }

        package func duration(to other: Instant) -> Duration { other.offset - offset }
        package static func < (a: Instant, b: Instant) -> Bool { a.offset < b.offset }
    }

    private struct Content {
        var now = Instant(offset: .zero)
        var sleeps: [Duration] = []
        var sleepers: [Int: (deadline: Instant, end: AsyncStream<Void>.Continuation)] = [:]
    }

    private let standsStill: Bool
    private let content = Mutex(Content())

    package init(standsStill: Bool = false) {
        self.standsStill = standsStill
    }

    package var now: Instant { content.withLock(\.now) }
    package var minimumResolution: Duration { .zero }
    /// How long each sleep was meant to be, in order of beginning.
    package var sleeps: [Duration] { content.withLock(\.sleeps) }
    /// How many sleep until a later time than now.
    package var sleeperCount: Int { content.withLock(\.sleepers.count) }

    /// Moves the clock, and wakes whoever slept until then.
    package func advance(by duration: Duration) {
        let due = content.withLock { content in
            content.now = content.now.advanced(by: duration)
            let due = content.sleepers.filter { $0.value.deadline <= content.now }
            for number in due.keys { content.sleepers[number] = nil }
            return due.values.map(\.end)
        }
        for sleeper in due { sleeper.finish() }
    }

    /// - Throws: `CancellationError` when the task is cancelled before or while it sleeps.
    package func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let (sleep, end) = AsyncStream.makeStream(of: Void.self)
        let number: Int? = content.withLock { content in
            content.sleeps.append(content.now.duration(to: deadline))
            if standsStill, deadline > content.now {
                content.sleepers[content.sleeps.count] = (deadline, end)
                return content.sleeps.count
            }
            content.now = max(content.now, deadline)
            return nil
        }
        if let number {
            for await _ in sleep {}
            content.withLock { $0.sleepers[number] = nil }
        } else {
            await Task.yield()
        }
        try Task.checkCancellation()
    }
}
