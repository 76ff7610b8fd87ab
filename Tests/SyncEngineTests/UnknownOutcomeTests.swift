import LiveLog
import OutboundHTTP
import Projection
import Sandbox
import SyncEngine
import SyncModel
import TestSupport
import Testing

/// Writes that Checkly took although nobody was told.
@Suite(.timeLimit(.minutes(10))) struct UnknownOutcomeTests {
    private static let preserving = SyncOptions(initialSyncBehavior: .preserveDestination)

    /// What waits for a next try waits until a push is asked for.
    private func makeBench() async throws -> EngineBench {
        try await EngineBench(clock: VirtualClock(standsStill: true))
    }

    private func begin(
        _ bench: EngineBench,
        _ values: [String: String],
        _ options: SyncOptions = preserving
    ) async throws -> EngineSession {
        let session = try await bench.start()
        try await session.addConnection()
        try await session.addSync(options: options)
        try await session.set(values.mapValues { $0 })
        await session.pushed()
        return session
    }

    private func pushAnew(_ session: EngineSession) async throws {
        try await session.record(.sync(.pushRequested(syncID: "sync-1")))
        await session.pushed()
    }

    @Test(arguments: [Fault.Kind.dropAfterApply, .statusAfterApply(500), .statusAfterApply(429)])
    func `a value that Checkly may have taken is overwritten when the source goes back`(
        kind: Fault.Kind
    ) async throws {
        let bench = try await makeBench()
        let session = try await begin(bench, ["A": "1"])
        await bench.checkly.script(Fault(kind, method: "PUT", times: 100))
        try await session.set(["A": "2"])
        await session.failed()
        #expect(await bench.values() == ["A": "2"])
        await bench.checkly.setFaults(ChecklyFaults())
        try await session.set(["A": "1"])
        try await pushAnew(session)
        #expect(await bench.values() == ["A": "1"])
        await session.stop()
    }

    @Test func `a variable that Checkly may have made goes with its secret`() async throws {
        let bench = try await makeBench()
        let session = try await begin(bench, ["A": "1"])
        await bench.checkly.script(Fault(.dropAfterApply, method: "POST", key: "B", times: 1))
        await bench.checkly.script(Fault(.dropAfterApply, method: "PUT", key: "B", times: 100))
        try await session.set(["B": "2"])
        await session.failed()
        #expect(await bench.values() == ["A": "1", "B": "2"])
        await bench.checkly.setFaults(ChecklyFaults())
        try await session.set(["B": nil])
        try await pushAnew(session)
        #expect(await bench.values() == ["A": "1"])
        #expect(session.state.current.ledger.written(by: "sync-1").map(\.key) == ["A"])
        await session.stop()
    }

    @Test func `a variable that Checkly may have made for one sync is not pruned by another`()
        async throws
    {
        let bench = try await makeBench()
        let session = try await begin(bench, [:])
        await bench.checkly.script(Fault(.dropAfterApply, method: "POST", key: "B", times: 1))
        await bench.checkly.script(Fault(.dropAfterApply, method: "PUT", key: "B", times: 100))
        try await session.set(["B": "2"])
        await session.failed()
        await bench.checkly.setFaults(ChecklyFaults())
        try await session.addSync("sync-2", folder: "/other")
        try await session.set(["C": "3"], in: "/other")
        await session.pushed("sync-2")
        #expect(await bench.values() == ["B": "2", "C": "3"])
        await session.stop()
    }

    @Test func `a refused write claims nothing`() async throws {
        let bench = try await makeBench()
        await bench.makeByHand("HAND")
        let session = try await begin(bench, [:])
        await bench.checkly.script(Fault(.status(400), method: "PUT", key: "HAND", times: 1))
        await bench.checkly.script(Fault(.status(400), method: "POST", key: "NEW", times: 1))
        try await session.set(["HAND": "ours", "NEW": "1"])
        await session.failed()
        #expect(session.state.current.ledger.written(by: "sync-1").isEmpty)
        try await session.set(["HAND": nil, "NEW": nil])
        try await pushAnew(session)
        #expect(await bench.values() == ["HAND": "made"])
        await session.stop()
    }

    @Test func `overwriting what somebody else made is no claim before it is acknowledged`()
        async throws
    {
        let bench = try await makeBench()
        await bench.makeByHand("HAND")
        let session = try await begin(bench, [:])
        await bench.checkly.script(Fault(.status(500), method: "PUT", key: "HAND", times: 100))
        try await session.set(["HAND": "ours"])
        await session.failed()
        await bench.checkly.setFaults(ChecklyFaults())
        try await session.set(["HAND": nil])
        try await pushAnew(session)
        #expect(await bench.values() == ["HAND": "made"])
        await session.stop()
    }

    @Test func `a group that was written and not read back is written again`() async throws {
        let bench = try await makeBench()
        let session = try await bench.startWithGroup()

        bench.gate.close { $0.method == "PUT" }
        try await session.set(["A": "2"])
        try await bench.gate.holding(1)
        await bench.checkly.script(Fault(.status(503), method: "GET", times: 100))
        bench.gate.open()
        await session.failed()
        await bench.checkly.setFaults(ChecklyFaults())
        try await session.set(["A": "1"])
        try await pushAnew(session)
        let group = await bench.checkly.group(7, account: EngineBench.account)
        let values = (group?.variables ?? []).map(\.variable.value)
        #expect(values == ["1"])
        await session.stop()
    }

    @Test func `a doubt outlives the process and ends with an acknowledged write`() async throws {
        let bench = try await makeBench()
        do {
            let session = try await begin(bench, ["A": "1"])
            await bench.checkly.script(Fault(.dropAfterApply, method: "PUT", times: 100))
            try await session.set(["A": "2", "B": "1"])
            await session.failed()
            let state = session.state.current
            #expect(try State(canonical: state.canonical) == state)
            await session.stop()
        }
        await bench.checkly.setFaults(ChecklyFaults())
        let session = try await bench.start()
        try await session.set(["A": "1"])
        try await pushAnew(session)
        #expect(await bench.values() == ["A": "1", "B": "1"])
        let place = Ledger.Place(EngineSession.sync("", account: EngineBench.account).destination)
        let entries = session.state.current.ledger.entries[place] ?? [:]
        #expect(entries.count == 2 && entries.values.allSatisfy { $0.doubt == nil })
        await session.stop()
    }

    @Test func `a refusal that follows a lost answer settles nothing`() async throws {
        let bench = try await makeBench()
        let session = try await begin(bench, ["A": "1"])
        await bench.checkly.script(Fault(.dropAfterApply, method: "PUT", key: "A"))
        await bench.checkly.script(Fault(.status(400), method: "PUT", key: "A"))
        try await session.set(["A": "2"])
        await session.failed()
        #expect(await bench.values() == ["A": "2"])
        try await session.set(["A": "1"])
        await session.pushed()
        #expect(await bench.values() == ["A": "1"])
        await session.stop()
    }

    @Test func `a state with a run cut off is the same read back and folded anew`() async throws {
        let bench = try await makeBench()
        await bench.makeByHand("HAND")
        let session = try await begin(bench, ["A": "1"])
        bench.gate.close { $0.method == "PUT" || $0.method == "POST" }
        try await session.set(["A": "2", "B": "1", "HAND": "1"])
        try await bench.gate.holding(3)
        let stop = Task { await session.stop() }
        session.state.finish()
        bench.gate.open()
        await stop.value
        let folded = try session.events().reduce(into: State()) { $0.apply($1) }
        #expect(try State(canonical: folded.canonical) == folded)
    }
}
