@testable import OutboundHTTP
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct SlidingWindowTests {
    /// Requests come in bursts at uneven times, so that windows begin anywhere.
    @Test(arguments: 1...20)
    func `no window sees more than the limit, wherever it begins`(seed: Int) async throws {
        let limit = 1 + seed % 7
        let window = Duration.seconds(60)
        let clock = VirtualClock()
        let budget = RequestBudget(limit: limit, window: window, clock: clock)
        var beginnings: [Duration] = []
        for burst in 1...40 {
            clock.advance(by: .milliseconds(seed * burst * 7919 % 23_000))
            let asked = clock.now.offset
            let begun = try await begin(1 + seed * burst % 5, budget)
            for beginning in begun {
                // It waits for the window alone, to the instant.
                let full =
                    beginnings.count < limit
                    ? asked
                    : beginnings[beginnings.count - limit] + window
                #expect(beginning == max(asked, full))
                beginnings.append(beginning)
            }
        }
        for first in beginnings {
            #expect(beginnings.count { (first..<(first + window)).contains($0) } <= limit)
        }
    }

    private func begin(_ count: Int, _ budget: RequestBudget) async throws -> [Duration] {
        try await withThrowingTaskGroup(of: Duration.self) { group in
            for _ in 0..<count { group.addTask { try await budget.begin("a") } }
            return try await group.reduce(into: []) { $0.append($1) }.sorted()
        }
    }
}
