import EventLog
import LiveLog
import OutboundHTTP
import Projection
import Sandbox
import SyncModel
import TestSupport
import Testing

/// What cannot be recorded is not gone on with.
@Suite(.timeLimit(.minutes(10))) struct LostLogTests {
    private static let values = Dictionary(
        uniqueKeysWithValues: (0..<30).map { ("K\($0)", "1") }
    )

    private func begin(_ bench: EngineBench) async throws -> EngineSession {
        let session = try await bench.start()
        try await session.addConnection()
        try await session.addSync()
        return session
    }

    @Test func `without a log nothing more is written`() async throws {
        let bench = try await EngineBench(clock: VirtualClock(standsStill: true))
        var first: EngineSession? = try await begin(bench)
        bench.gate.close { $0.method == "POST" }
        try await first?.set(Self.values.mapValues { $0 })
        try await bench.gate.holding(20)
        await first?.log.close()
        bench.gate.open()
        try await eventually("the engine waits") { !bench.clock.sleeps.isEmpty }
        let posts = await bench.checkly.requests.count { $0.method == "POST" }
        #expect(posts == 20)
        await first?.stop()
        first = nil
        let second = try await bench.start()
        await second.pushed()
        #expect(await bench.values() == Self.values)
        await second.stop()
    }

    @Test func `a run whose beginning is not recorded asks Checkly nothing`() async throws {
        let bench = try await EngineBench(clock: VirtualClock(standsStill: true))
        let session = try await begin(bench)
        bench.gate.close { $0.method == "GET" }
        try await session.set(["A": "1"])
        try await bench.gate.holding(1)
        // Waits for the account, and then finds the log closed.
        try await session.addSync("sync-2", folder: "/other")
        try await session.set(["B": "2"], in: "/other")
        await session.log.close()
        bench.gate.open()
        try await eventually("the engine waits twice") { bench.clock.sleeps.count >= 2 }
        #expect(await bench.takeRequests().filter { $0.hasPrefix("GET") }.count == 1)
        #expect(await bench.values()["B"] == nil)
        await session.stop()
    }
}
