@testable import Dashboard
import Synchronization
import TestSupport
import Testing

/// How much of the time open pages may take.
@Suite(.timeLimit(.minutes(5))) struct LivePaceTests {
    private final class Work: Sendable {
        let counts = Mutex((open: 0, most: 0))
    }

    @Test func `parts of pages take a quarter of the time in the long run`() async throws {
        let clock = VirtualClock()
        let pace = LivePace(clock: clock)
        let start = clock.now
        for _ in 1...400 {
            let isMade = await pace.perform {
                clock.advance(by: .milliseconds(20))
                return true
            }
            #expect(isMade == true)
        }
        let length = start.duration(to: clock.now)
        // Eight seconds of work, of which one needs no pause.
        #expect(length > .seconds(28))
        #expect(length < .seconds(30))
    }

    @Test func `after a time without any there is no pause`() async throws {
        let clock = VirtualClock()
        let pace = LivePace(clock: clock)
        for _ in 1...100 { _ = await pace.perform { clock.advance(by: .milliseconds(20)) } }
        clock.advance(by: .seconds(60))
        let start = clock.now
        for _ in 1...40 { _ = await pace.perform { clock.advance(by: .milliseconds(20)) } }
        #expect(start.duration(to: clock.now) == .milliseconds(800))
    }

    @Test func `one part is made at a time`() async throws {
        let pace = LivePace(clock: ContinuousClock())
        let work = Work()
        await withTaskGroup(of: Void.self) { group in
            for _ in 1...50 {
                group.addTask {
                    _ = await pace.perform {
                        work.counts.withLock { counts in
                            counts.open += 1
                            counts.most = max(counts.most, counts.open)
                        }
                        await letOthersRun()
                        work.counts.withLock { $0.open -= 1 }
                    }
                }
            }
        }
        #expect(work.counts.withLock(\.most) == 1)
    }

    @Test func `whoever has gone gets no part, and nobody waits for it`() async throws {
        let pace = LivePace(clock: VirtualClock())
        let made = Work()
        let gone = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await pace.perform {
                made.counts.withLock { $0.open += 1 }
                return 1
            }
        }
        #expect(await gone.value == nil)
        #expect(made.counts.withLock(\.open) == 0)
        #expect(await pace.perform { 2 } == 2)
    }

    @Test func `whoever comes when too many wait is refused at once`() async throws {
        let pace = LivePace(clock: VirtualClock(), waitingLimit: 0)
        let inner = await pace.perform { await pace.perform { 1 } }
        #expect(inner == .some(nil))
        #expect(await pace.perform { 2 } == 2)
    }
}
