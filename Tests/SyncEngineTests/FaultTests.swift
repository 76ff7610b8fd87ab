import LiveLog
import OutboundHTTP
import Projection
import Sandbox
import SyncModel
import TestSupport
import Testing

/// What goes wrong at Checkly and passes.
@Suite(.timeLimit(.minutes(10))) struct FaultTests {
    @Test(arguments: Seed.first(25))
    func `after every sequence of faults Checkly holds what the source holds`(
        seed: Seed
    ) async throws {
        var random = SeededGenerator(seed)
        let bench = try await EngineBench()
        let session = try await bench.start()
        try await session.addConnection()
        try await session.addSync()
        var model: [String: String] = [:]
        for _ in 0..<6 {
            var faults = ChecklyFaults()
            faults.retryAfterSeconds = [nil, 0, 3].randomElement(using: &random) ?? nil
            faults.listing = Bool.random(using: &random) ? .paged : .ignoresPaging
            faults.failures = (0..<Int.random(in: 0...8, using: &random))
                .map { _ in Self.fault(using: &random) }
            await bench.checkly.setFaults(faults)
            var changes: [String: String?] = [:]
            for _ in 0...Int.random(in: 1...5, using: &random) {
                let key = "K\(Int.random(in: 0..<10, using: &random))"
                // So few that the source often goes back to what it had.
                let value = ["1", "2", nil].randomElement(using: &random) ?? nil
                changes.updateValue(value, forKey: key)
            }
            try await session.set(changes)
            for (key, value) in changes { model[key] = value }
            if Bool.random(using: &random) { await session.pushed() }
        }
        await session.pushed()
        #expect(await bench.values() == model, "\(seed.testDescription)")
        let written = session.state.current.ledger.written(by: "sync-1").map(\.key)
        #expect(written == model.keys.sorted(), "\(seed.testDescription)")
        await session.stop()
    }

    private static func fault(using random: inout SeededGenerator) -> Fault {
        let kinds: [Fault.Kind] = [
            .status(429), .status(500), .status(503), .status(408), .dropBeforeApply,
            .dropAfterApply, .statusAfterApply(500), .statusAfterApply(429),
        ]
        let methods = [nil, "GET", "PUT", "POST", "DELETE"]
        return Fault(
            kinds.randomElement(using: &random) ?? .status(500),
            method: methods.randomElement(using: &random) ?? nil,
            times: Int.random(in: 1...6, using: &random)
        )
    }

    @Test(arguments: [nil, 7]) func `a 429 is waited out and never taken for success`(
        retryAfter: Int?
    ) async throws {
        let bench = try await EngineBench()
        var faults = ChecklyFaults()
        faults.retryAfterSeconds = retryAfter
        // Four make the run fail, so that its next try is seen too.
        faults.failures = [Fault(.status(429), method: "POST", key: "A", times: 4)]
        await bench.checkly.setFaults(faults)
        let session = try await bench.start()
        try await session.addConnection()
        try await session.addSync()
        try await session.set(["A": "1"])
        await session.pushed()
        #expect(await bench.values() == ["A": "1"])
        let bodies = try session.events().map(\.body)
        let failed = bodies.firstIndex {
            if case .push(.variableFailed(_, let problem)) = $0 {
                problem.code == "checkly-rate-limit"
            } else {
                false
            }
        }
        let written = bodies.firstIndex {
            if case .push(.variableWritten) = $0 { true } else { false }
        }
        #expect(try #require(failed) < #require(written))
        let waited = bench.requestClock.now.offset
        #expect(waited >= .seconds((retryAfter ?? 60) * 4))
        await session.stop()
    }

    @Test(arguments: [500, 429, 400])
    func `a list that cannot be read whole leads to no write`(status: Int) async throws {
        let bench = try await EngineBench(clock: VirtualClock(standsStill: true))
        for number in 0..<150 {
            await bench.checkly.setVariable(
                "HAND\(number)",
                to: StoredVariable(value: "made"),
                account: EngineBench.account
            )
        }
        let session = try await bench.start()
        try await session.addConnection()
        try await session.addSync()
        bench.gate.close { $0.url.contains("page=2") }
        try await session.set(["A": "1"])
        try await bench.gate.holding(1)
        await bench.checkly.script(Fault(.status(status), method: "GET", times: 4))
        bench.gate.open()
        await session.failed()
        #expect(await bench.checkly.writeCount == 0)
        #expect(await bench.values().count == 150)
        await session.stop()
    }

    @Test func `a server that is down is not asked key by key`() async throws {
        let bench = try await EngineBench(clock: VirtualClock(standsStill: true))
        let session = try await bench.start()
        try await session.addConnection()
        try await session.addSync()
        await bench.checkly.script(Fault(.dropBeforeApply, method: "POST", times: 100_000))
        let keys = (0..<200).map { "K\($0)" }
        try await session.set(Dictionary(uniqueKeysWithValues: keys.map { ($0, "1") }))
        await session.failed()
        #expect(await bench.checkly.writeCount <= (20 + 8) * 4)
        #expect(bench.clock.sleeps.allSatisfy { $0 <= .seconds(1) && $0 >= .milliseconds(500) })
        await session.stop()
    }

    @Test func `a passing failure is tried again beside a lasting one`() async throws {
        let bench = try await EngineBench()
        await bench.checkly.script(Fault(.status(400), method: "POST", key: "A", times: 100))
        await bench.checkly.script(Fault(.status(500), method: "POST", key: "B", times: 4))
        let session = try await bench.start()
        try await session.addConnection()
        try await session.addSync()
        try await session.set(["A": "1", "B": "2"])
        try await eventually("B is pushed") { await bench.values() == ["B": "2"] }
        let status = await session.failed()
        try await session.lookedAtAll()
        #expect(session.status()?.message?.contains("A: ") == true)
        #expect(status?.lastJobID != nil)
        await session.stop()
    }
}
