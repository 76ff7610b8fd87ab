import EventLog
import LiveLog
import Projection
import Reconciliation
import Sandbox
import SecretSealing
import SyncEngine
import SyncModel
import TestSupport
import Testing

/// Changes that no further try can carry out, and what is done about them.
@Suite(.timeLimit(.minutes(10))) struct ParkingTests {
    private func begin(
        _ bench: EngineBench,
        _ values: [String: String]
    ) async throws -> EngineSession {
        let session = try await bench.start()
        try await session.addConnection()
        try await session.addSync()
        try await session.set(values.mapValues { $0 })
        return session
    }

    private func refuse(_ key: String, at bench: EngineBench, times: Int = 1000) async {
        await bench.checkly.script(Fault(.status(400), method: "POST", key: key, times: times))
    }

    private func parked(_ session: EngineSession, _ id: String = "sync-1") -> [String?] {
        let state = session.state.current
        return state.syncs[id].map { state.parked(of: $0).map(\.change.key) } ?? []
    }

    @Test func `a refused change is parked and asked for once, while the others go on`()
        async throws
    {
        let bench = try await EngineBench()
        await refuse("A", at: bench)
        let session = try await begin(bench, ["A": "1", "B": "1"])
        await session.failed()
        #expect(await bench.values() == ["B": "1"])
        #expect(parked(session) == ["A"])
        _ = await bench.takeRequests()
        for round in 2...4 {
            let run = session.status()?.lastJobID
            try await session.set(["B": "\(round)"])
            await session.failed(after: run)
            #expect(await bench.values() == ["B": "\(round)"])
        }
        let writes = await bench.takeRequests().filter { !$0.hasPrefix("GET") }
        #expect(writes == ["PUT B", "PUT B", "PUT B"])
        #expect(session.status()?.message?.hasPrefix("checkly-refused: A: ") == true)
        #expect(session.status()?.failedKeys["A"]?.problem.code == "checkly-refused")
        await session.stop()
    }

    @Test func `a parked change stays parked over a restart`() async throws {
        let bench = try await EngineBench()
        await refuse("A", at: bench)
        do {
            let first = try await begin(bench, ["A": "1", "B": "1"])
            await first.failed()
            await first.stop()
        }
        _ = await bench.takeRequests()
        let second = try await bench.start()
        try await second.lookedAtAll()
        #expect(await bench.takeRequests().filter { $0.hasSuffix(" A") }.isEmpty)
        #expect(parked(second) == ["A"])
        await second.stop()
    }

    @Test func `a retry tries it again, of one key or of all`() async throws {
        let bench = try await EngineBench()
        await refuse("A", at: bench, times: 1)
        await refuse("B", at: bench, times: 2)
        let session = try await begin(bench, ["A": "1", "B": "1"])
        let first = await session.failed()
        #expect(parked(session) == ["A", "B"])
        try await session.record(.sync(.retried(syncID: "sync-1", key: "A")))
        let second = await session.failed(after: first?.lastJobID)
        #expect(await bench.values() == ["A": "1"])
        #expect(parked(session) == ["B"])
        try await session.record(.sync(.retried(syncID: "sync-1", key: nil)))
        await session.failed(after: second?.lastJobID)
        try await session.record(.sync(.pushRequested(syncID: "sync-1")))
        await session.pushed()
        #expect(await bench.values() == ["A": "1", "B": "1"])
        #expect(parked(session).isEmpty)
        await session.stop()
    }

    @Test(arguments: ["2", nil])
    func `a newer wish for the key ends it`(value: String?) async throws {
        let bench = try await EngineBench()
        await refuse("A", at: bench, times: 1)
        let session = try await begin(bench, ["A": "1", "B": "1"])
        await session.failed()
        try await session.set(["A": value])
        await session.pushed()
        #expect(await bench.values()["A"] == value)
        #expect(parked(session).isEmpty)
        #expect(session.status()?.parkedKeys.isEmpty == true)
        await session.stop()
    }

    @Test func `a skip is shown in the plan and ends with a new value`() async throws {
        let bench = try await EngineBench()
        await refuse("A", at: bench, times: 1)
        let session = try await begin(bench, ["A": "1", "B": "1"])
        await session.failed()
        let change = try #require(session.status()?.parkedKeys["A"]?.change)
        try await session.record(
            .sync(
                .changeSkipped(
                    syncID: "sync-1",
                    SkippedChange(key: "A", fingerprint: change.fingerprint, reason: "too long")
                )
            )
        )
        await session.pushed()
        let plan = try #require(try await session.engine.plan("sync-1", asOf: nil))
        let skip = try #require(plan.parts[0].plan.changes.first { $0.key == "A" })
        #expect(skip.action == .skip)
        #expect(skip.reason == "left by decision: too long")
        #expect(await bench.values() == ["B": "1"])
        // Nobody asks for it again by pushing.
        try await session.record(.sync(.pushRequested(syncID: "sync-1")))
        await session.pushed()
        #expect(await bench.values() == ["B": "1"])
        try await session.set(["A": "2"])
        await session.pushed()
        #expect(await bench.values() == ["A": "2", "B": "1"])
        #expect(session.status()?.skippedKeys.isEmpty == true)
        await session.stop()
    }

    @Test func `a value that does not open parks its key alone`() async throws {
        let bench = try await EngineBench()
        let session = try await begin(bench, ["B": "1"])
        try await session.setUnopenable("A")
        await session.failed()
        #expect(await bench.values() == ["B": "1"])
        #expect(parked(session) == ["A"])
        let run = session.status()?.lastJobID
        try await session.set(["C": "1"])
        await session.failed(after: run)
        #expect(await bench.values() == ["B": "1", "C": "1"])
        try await session.set(["A": "healed"])
        await session.pushed()
        #expect(await bench.values() == ["A": "healed", "B": "1", "C": "1"])
        await session.stop()
    }

    @Test func `what stands in the way of a whole sync is parked and may go with a change`()
        async throws
    {
        let bench = try await EngineBench()
        let session = try await bench.start()
        try await session.addConnection()
        try await session.addSync(options: SyncOptions(maxDeletions: 1))
        try await session.set(["A": "1", "B": "1", "C": "1"])
        await session.pushed()
        try await session.replace(with: ["D": "1"])
        await session.failed()
        #expect(parked(session) == [nil])
        #expect(session.status()?.parkedWhole?.change.problem.code == "too-many-deletions")
        try await session.lookedAtAll()
        #expect(await bench.values() == ["A": "1", "B": "1", "C": "1"])
        try await session.replace(with: ["A": "1", "B": "1", "D": "1"])
        await session.pushed()
        #expect(await bench.values() == ["A": "1", "B": "1", "D": "1"])
        #expect(parked(session).isEmpty)
        await session.stop()
    }

    @Test func `a key that alone makes Checkly stumble is parked in the end`() async throws {
        let bench = try await EngineBench()
        await bench.checkly.script(Fault(.status(500), method: "POST", key: "A", times: 100_000))
        let session = try await begin(bench, ["A": "1", "B": "0"])
        for round in 1...1000 where parked(session).isEmpty {
            try await session.set(["B": "\(round)"])
            await session.until {
                $0.ledger.entry("B", at: .init(accountID: EngineBench.account, groupID: nil))?
                    .fingerprint
                    == $0.desired(for: $0.syncs["sync-1"]!)?.variables.last?.fingerprint
            }
        }
        #expect(parked(session) == ["A"])
        await session.stop()
    }

    @Test func `a key that alone makes Checkly stumble keeps no other waiting`() async throws {
        let bench = try await EngineBench(clock: VirtualClock(standsStill: true))
        await bench.checkly.script(Fault(.status(500), method: "POST", key: "A", times: 100_000))
        let session = try await begin(bench, ["A": "1", "B": "1"])
        await session.failed()
        try await session.set(["B": "2"])
        try await eventually("B is pushed") { await bench.values() == ["B": "2"] }
        #expect(parked(session).isEmpty)
        await session.stop()
    }

    @Test func `while Checkly is down nothing is parked`() async throws {
        let bench = try await EngineBench()
        let session = try await begin(bench, ["A": "1", "B": "1", "C": "1"])
        await session.pushed()
        await bench.checkly.script(Fault(.status(503), method: "PUT", times: 400))
        try await session.set(["A": "2", "B": "2"])
        await session.pushed()
        #expect(await bench.values() == ["A": "2", "B": "2", "C": "1"])
        let wasParked = try session.events().contains { $0.body.type == "sync.parked" }
        #expect(!wasParked)
        await session.stop()
    }
}

extension EngineSession {
    /// Sets a secret whose sealed value belongs to another name, as if somebody had exchanged two
    /// in the file.
    func setUnopenable(_ key: String, in folder: String = "/app") async throws {
        let path = Self.path(folder)
        let sealer = sealer
        let event = PendingEvent { position in
            var sealing = sealer.begin(at: position)
            let (slot, fingerprint) = try sealing.seal(
                SecretValue("x"),
                as: .secret(key + "-OTHER", in: FolderID(source: "kms", path: path))
            )
            let entry = SecretEntry(
                key: key,
                fingerprint: fingerprint,
                isBlank: false,
                version: nil,
                slot: slot
            )
            return sealing.draft(.secrets(.changed(path, [.set(entry)])))
        }
        _ = try await log.append(AppendRequest(source: "kms", events: [event]))
    }
}
