@testable import OutboundHTTP
import Synchronization
import TestSupport
import Testing

/// Who only looks at an account keeps no push waiting.
@Suite(.timeLimit(.minutes(10))) struct LookingTests {
    private final class Order: Sendable {
        let begun = Mutex<[RequestPriority]>([])
    }

    @Test func `every push that waits begins before any look`() async throws {
        let clock = VirtualClock(standsStill: true)
        let budget = RequestBudget(limit: 1, clock: clock)
        try await budget.acquire("a")
        let order = Order()
        var tasks: [Task<Void, any Error>] = []
        for purpose in [RequestPriority.look, .look, .push, .look, .push] {
            tasks.append(
                Task {
                    _ = try await budget.begin("a", for: purpose)
                    order.begun.withLock { $0.append(purpose) }
                }
            )
            try await eventually("\(tasks.count) wait") { await budget.waiting("a") >= tasks.count }
        }
        for turn in 1...tasks.count {
            // The first look sleeps from the beginning, and who is next sleeps too.
            try await eventually("somebody sleeps") { clock.sleeperCount >= 1 }
            clock.advance(by: .seconds(60))
            try await eventually("turn \(turn) begins") {
                order.begun.withLock { $0.count } >= turn
            }
        }
        for task in tasks { try await task.value }
        #expect(order.begun.withLock(\.self) == [.push, .push, .look, .look, .look])
    }

    @Test(arguments: [(4, 1), (8, 2), (540, 135), (1, 1), (3, 1)])
    func `looks have a quarter of the maximum, and pushes the rest at once`(
        limit: Int,
        share: Int
    ) async throws {
        let clock = VirtualClock()
        let budget = RequestBudget(limit: limit, clock: clock)
        for _ in 0..<share { #expect(try await budget.begin("a", for: .look) == .zero) }
        for _ in 0..<(limit - share) { #expect(try await budget.begin("a") == .zero) }
        // The next one of either kind waits for the window.
        #expect(try await budget.begin("a", for: .look) == .seconds(60))
    }

    @Test func `looks over their part wait although there is room`() async throws {
        let budget = RequestBudget(limit: 8, clock: VirtualClock())
        var begun: [Duration] = []
        for _ in 0..<5 { begun.append(try await budget.begin("a", for: .look)) }
        #expect(begun == [.zero, .zero, .seconds(60), .seconds(60), .seconds(120)])
        #expect(await budget.remaining("a") == 7)
    }

    @Test func `a look that is given up keeps nobody waiting`() async throws {
        let clock = VirtualClock(standsStill: true)
        let budget = RequestBudget(limit: 4, clock: clock)
        try await budget.acquire("a", for: .look)
        let look = Task { try await budget.begin("a", for: .look) }
        try await eventually("somebody sleeps") { clock.sleeperCount >= 1 }
        #expect(try await budget.begin("a") == .zero)
        look.cancel()
        await #expect(throws: CancellationError.self) { try await look.value }
        #expect(await budget.waiting("a") == 0)
        #expect(try await budget.begin("a") == .zero)
    }
}
