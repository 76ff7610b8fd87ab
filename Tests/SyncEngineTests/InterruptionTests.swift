import EventLog
import LiveLog
import OutboundHTTP
import Projection
import Sandbox
import SyncModel
import Synchronization
import TestSupport
import Testing

/// Runs that are cut off, wait, or overlap with changes.
@Suite(.timeLimit(.minutes(10))) struct InterruptionTests {
    private func begin(
        _ bench: EngineBench,
        budget: Int = 500
    ) async throws -> EngineSession {
        let session = try await bench.start(budget: budget)
        try await session.addConnection()
        try await session.addSync()
        return session
    }

    private static let values = Dictionary(
        uniqueKeysWithValues: (0..<30).map { ("K\($0)", "1") }
    )

    @Test(arguments: [0, 1, 7, 20])
    func `a run that a crash cut off converges after the next start`(
        writes: Int
    ) async throws {
        let bench = try await EngineBench()
        var first: EngineSession? = try await begin(bench)
        let begun = Counter()
        bench.gate.close { request in
            request.method == "POST" && begun.next() > writes
        }
        try await first?.set(Self.values.mapValues { $0 })
        try await bench.gate.holding(1)
        let crash = Task { [first] in await first?.crash() }
        bench.gate.open()
        await crash.value
        first = nil

        let second = try await bench.start()
        await second.pushed()
        #expect(await bench.values() == Self.values)
        let posts = await bench.checkly.requests.count { $0.method == "POST" && $0.status == 201 }
        #expect(posts == Self.values.count)
        await second.stop()
    }

    @Test func `after a stop no write begins, and the next start goes on`() async throws {
        let bench = try await EngineBench()
        var first: EngineSession? = try await begin(bench)
        bench.gate.close { $0.method == "POST" }
        try await first?.set(Self.values.mapValues { $0 })
        try await bench.gate.holding(20)
        let stop = Task { [first] in await first?.stop() }
        // The stop is known before the held requests are answered.
        first?.state.finish()
        await letOthersRun()
        bench.gate.open()
        await stop.value
        #expect(await bench.checkly.requests.count { $0.method == "POST" } == 20)
        #expect(await bench.checkly.requests.count { $0.method == "PUT" } == 0)
        #expect(first?.status()?.openRun != nil)
        first = nil

        let second = try await bench.start()
        await second.pushed()
        #expect(await bench.values() == Self.values)
        await second.stop()
    }

    @Test func `a run that waits for its budget ends with the server`() async throws {
        let bench = try await EngineBench(requestClock: VirtualClock(standsStill: true))
        let session = try await begin(bench, budget: 5)
        try await session.set(Self.values.mapValues { $0 })
        try await eventually("the budget is used up") {
            await bench.checkly.requests.count >= 5 && !bench.requestClock.sleeps.isEmpty
        }
        await session.stop()
        #expect(await bench.checkly.requests.count == 5)
    }

    @Test func `an engine that starts after the end of the state ends at once`() async throws {
        let bench = try await EngineBench()
        let session = try await bench.start()
        await session.stop()
        #expect(await bench.checkly.requests.isEmpty)
    }

    @Test func `changes during a run lead to exactly one further run`() async throws {
        let bench = try await EngineBench()
        let session = try await begin(bench)
        bench.gate.close { $0.method == "GET" }
        try await session.set(["A": "1"])
        try await bench.gate.holding(1)
        for number in 2...6 { try await session.set(["A": "\(number)"]) }
        bench.gate.open()
        await session.pushed()
        try await session.lookedAtAll()
        let runs = try session.events()
            .count {
                if case .push(.started(let run)) = $0.body { run.syncID == "sync-1" } else { false }
            }
        #expect(runs == 2)
        #expect(await bench.values() == ["A": "6"])
        await session.stop()
    }

    @Test func `a slow account holds up no other`() async throws {
        let bench = try await EngineBench()
        let session = try await begin(bench)
        bench.gate.close {
            $0.headers.contains { $0.value == EngineBench.account }
        }
        try await session.set(["A": "1"])
        try await bench.gate.holding(1)
        try await session.addSync("fast", account: EngineBench.otherAccount)
        await session.pushed("fast")
        #expect(await bench.values(account: EngineBench.otherAccount) == ["A": "1"])
        #expect(await bench.values().isEmpty)
        bench.gate.open()
        await session.pushed()
        #expect(await bench.values() == ["A": "1"])
        await session.stop()
    }
}

private final class Counter: Sendable {
    private let number = Mutex(0)

    func next() -> Int {
        number.withLock { number in
            number += 1
            return number
        }
    }
}
