@testable import OutboundHTTP
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct RequestBudgetTests {
    @Test(arguments: [(1, 40), (7, 100), (50, 120)])
    func `no window ever sees more than the limit`(limit: Int, count: Int) async throws {
        let budget = RequestBudget(limit: limit, window: .seconds(60), clock: VirtualClock())
        let beginnings = try await withThrowingTaskGroup(of: Duration.self) { group in
            for _ in 0..<count { group.addTask { try await budget.begin("a") } }
            return try await group.reduce(into: []) { $0.append($1) }.sorted()
        }
        #expect(beginnings.count == count)
        for first in beginnings {
            let window = first..<(first + .seconds(60))
            #expect(beginnings.count { window.contains($0) } <= limit)
        }
        // As strict as it must be, and no stricter.
        #expect(beginnings.last == .seconds(60) * ((count - 1) / limit))
    }

    @Test func `accounts have budgets of their own`() async throws {
        let clock = VirtualClock(standsStill: true)
        let budget = RequestBudget(limit: 1, clock: clock)
        try await budget.acquire("a")
        try await budget.acquire("b")
        #expect(clock.sleeps.isEmpty)
        #expect(await budget.remaining("a") == 0)
        #expect(await budget.remaining("c") == 1)
    }

    @Test func `a closed account opens when its time is over`() async throws {
        let clock = VirtualClock()
        let budget = RequestBudget(limit: 10, clock: clock)
        await budget.close("a", for: .seconds(30))
        // A shorter closing does not open it earlier.
        await budget.close("a", for: .seconds(3))
        #expect(await budget.remaining("a") == 0)
        #expect(try await budget.begin("b") == .zero)
        #expect(try await budget.begin("a") == .seconds(30))
    }

    @Test func `an account of which nothing is known starts with a full window`() async throws {
        let budget = RequestBudget(limit: 5, clock: VirtualClock())
        await budget.assumeFull("a")
        #expect(await budget.remaining("a") == 0)
        #expect(await budget.remaining("b") == 5)
        #expect(try await budget.begin("a") == .seconds(60))
        #expect(await budget.remaining("a") == 4)
    }

    @Test func `a waiter that is cancelled counts nothing and keeps nobody waiting`() async throws {
        let clock = VirtualClock(standsStill: true)
        let budget = RequestBudget(limit: 1, clock: clock)
        try await budget.acquire("a")
        let waiters = try await begin(3, budget)
        for waiter in waiters {
            waiter.cancel()
            await #expect(throws: CancellationError.self) { try await waiter.value }
        }
        #expect(await budget.waiting("a") == 0)
        clock.advance(by: .seconds(60))
        #expect(await budget.remaining("a") == 1)
        #expect(try await budget.begin("a") == .seconds(60))
    }

    @Test func `who asks first begins first, also when one in the middle gives up`() async throws {
        let clock = VirtualClock(standsStill: true)
        let budget = RequestBudget(limit: 1, clock: clock)
        try await budget.acquire("a")
        let waiters = try await begin(4, budget)
        waiters[1].cancel()
        await #expect(throws: CancellationError.self) { try await waiters[1].value }
        for (turn, waiter) in [waiters[0], waiters[2], waiters[3]].enumerated() {
            clock.advance(by: .seconds(60))
            #expect(try await waiter.value == .seconds(60 * (turn + 1)))
            try await eventually("the next one sleeps") { clock.sleeperCount >= 1 || turn >= 2 }
        }
    }

    /// Starts waiters one by one, so that their order is known.
    private func begin(
        _ count: Int,
        _ budget: RequestBudget
    ) async throws -> [Task<Duration, any Error>] {
        var waiters: [Task<Duration, any Error>] = []
        for number in 1...count {
            waiters.append(Task { try await budget.begin("a") })
            try await eventually("\(number) wait") { await budget.waiting("a") >= number }
        }
        return waiters
    }
}
