import LiveLog
import OutboundHTTP
import Projection
import Sandbox
import SyncEngine
import SyncModel
import TestSupport
import Testing

/// Runs that are not wanted any more before they are done.
@Suite(.timeLimit(.minutes(10))) struct ChangedMidwayTests {
    private static let values = Dictionary(
        uniqueKeysWithValues: (0..<60).map { ("K\($0)", "1") }
    )

    /// A first push of which only the requests that go out together have gone out.
    private func begin(_ bench: EngineBench) async throws -> EngineSession {
        let session = try await bench.start()
        try await session.addConnection()
        try await session.addSync()
        bench.gate.close { $0.method == "POST" }
        try await session.set(Self.values.mapValues { $0 })
        try await bench.gate.holding(20)
        return session
    }

    private func ended(_ session: EngineSession) async {
        await session.until { $0.statuses["sync-1"]?.openRun == nil }
    }

    @Test func `a pause stops a run between two writes, and resuming goes on`() async throws {
        let bench = try await EngineBench()
        let session = try await begin(bench)
        try await session.record(.sync(.paused(syncID: "sync-1", reason: nil)))
        bench.gate.open()
        await ended(session)
        try await session.lookedAtAll()
        #expect(await bench.values().count == 20)
        #expect(session.status()?.status == .pending)
        #expect(session.status()?.message?.hasPrefix("interrupted") == true)
        try await session.record(.sync(.resumed(syncID: "sync-1", reason: nil)))
        await session.pushed()
        #expect(await bench.values() == Self.values)
        await session.stop()
    }

    @Test func `nothing is written for a sync that was deleted`() async throws {
        let bench = try await EngineBench()
        let session = try await begin(bench)
        try await session.record(
            .sync(.deleted(id: "sync-1")),
            .connection(.deleted(id: "connection"))
        )
        bench.gate.open()
        await letOthersRun(turns: 10_000)
        #expect(await bench.values().count == 20)
        await session.stop()
    }

    /// How many requests to Checkly had each method since the last call.
    private func counts(_ bench: EngineBench) async -> [Substring: Int] {
        let methods = await bench.takeRequests().map { $0.prefix { $0 != " " } }
        return methods.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }

    /// Lets another sync adopt every key that the run under way changes, and returns when both are
    /// done.
    private func adoptAll(_ bench: EngineBench, _ session: EngineSession) async throws {
        try await session.addSync("sync-2", folder: "/other")
        try await session.set(Self.values.mapValues { _ in "2" }, in: "/other")
        let keys = Self.values.keys.sorted()
        try await session.record(
            .sync(.adopted(syncID: "sync-2", .account(EngineBench.account), keys: keys))
        )
        bench.gate.open()
        await session.pushed("sync-2")
        try await session.lookedAtAll()
        #expect(await bench.values() == Self.values.mapValues { _ in "2" })
        let place = Ledger.Place(accountID: EngineBench.account, groupID: nil)
        for key in keys {
            #expect(session.state.current.ledger.entry(key, at: place)?.syncID == "sync-2")
        }
    }

    @Test func `what another sync adopts during a run is not written by it`() async throws {
        let bench = try await EngineBench()
        let session = try await begin(bench)
        try await adoptAll(bench, session)
        let status = try #require(await session.failed())
        #expect(Set(status.failedKeys.keys) == Set(Self.values.keys))
        // The first run made 20, the other sync the rest; its probe is one more.
        let counts = await counts(bench)
        #expect(counts["POST"] == 61)
        #expect(counts["PUT"] == 20)
        await session.stop()
    }

    @Test func `what another sync adopts during a run is not deleted by it`() async throws {
        let bench = try await EngineBench()
        let session = try await bench.start()
        try await session.addConnection()
        try await session.addSync()
        try await session.set(Self.values.mapValues { $0 })
        await session.pushed()
        _ = await bench.takeRequests()
        bench.gate.close { $0.method == "DELETE" }
        try await session.set(Self.values.mapValues { _ in nil })
        try await bench.gate.holding(20)
        try await adoptAll(bench, session)
        #expect(await counts(bench)["DELETE"] == 20)
        await session.pushed()
        await session.stop()
    }

    @Test func `a key adopted between a run's plan and its begin is known to be lost`()
        async throws
    {
        let bench = try await EngineBench()
        let session = try await bench.start()
        try await session.addConnection()
        for id in ["sync-1", "sync-2"] { try await session.addSync(id, folder: "/\(id)") }
        try await session.set(["K": "1"], in: "/sync-1")
        await session.pushed()
        try await session.set(["K": "2"], in: "/sync-2")
        await session.failed("sync-2")
        let plan = try #require(try await session.engine.plan("sync-1", asOf: nil))
        // An approved plan is made once more before the run begins; the listing for it is held.
        bench.gate.close { $0.method == "GET" }
        try await session.record(.sync(.planApproved(syncID: "sync-1", planID: plan.id)))
        try await bench.gate.holding(1)
        #expect(session.status()?.openRun == nil)
        let adopted = try await session.record(
            .sync(.adopted(syncID: "sync-2", .account(EngineBench.account), keys: ["K"]))
        )
        bench.gate.open()
        await session.pushed("sync-2")
        await session.until { state in
            guard let sync = state.syncs["sync-1"], let status = state.statuses["sync-1"],
                let changed = state.lastChange(for: sync)
            else { return false }
            return status.openRun == nil && changed > adopted && status.status != .pending
        }
        let status = try #require(session.status())
        #expect(status.failedKeys["K"]?.problem.code == PushProblem.conflict)
        #expect(status.status == .failed)
        #expect(await bench.values() == ["K": "2"])
        await session.stop()
    }

    @Test func `a group is not replaced with keys that another sync adopted meanwhile`()
        async throws
    {
        let bench = try await EngineBench()
        let session = try await bench.startWithGroup()
        _ = await bench.takeRequests()
        bench.gate.close { $0.method == "GET" }
        try await session.set(["A": nil, "B": "1"])
        try await bench.gate.holding(1)
        var other = EngineSession.sync("sync-2", account: EngineBench.account, folder: "/other")
        other.destination.groupID = "7"
        try await session.record(.sync(.created(other)))
        try await session.set(["A": "2"], in: "/other")
        try await session.record(.sync(.adopted(syncID: "sync-2", other.destination, keys: ["A"])))
        bench.gate.open()
        await session.pushed("sync-2")
        await session.pushed()
        let group = await bench.checkly.group(7, account: EngineBench.account)
        #expect((group?.variables ?? []).map(\.key).sorted() == ["A", "B"])
        let deleted = try session.events()
            .filter { if case .push(.variableDeleted) = $0.body { true } else { false } }
        #expect(deleted.isEmpty)
        await session.stop()
    }

    @Test func `deletions that were forbidden meanwhile are not made`() async throws {
        let bench = try await EngineBench()
        let session = try await bench.start()
        try await session.addConnection()
        try await session.addSync()
        try await session.set(Self.values.mapValues { $0 })
        await session.pushed()
        bench.gate.close { $0.method == "DELETE" }
        try await session.replace(with: ["K0": "1"])
        try await bench.gate.holding(20)
        var sync = try #require(session.state.current.syncs["sync-1"])
        sync.options.disableSecretDeletion = true
        try await session.record(.sync(.updated(sync)))
        bench.gate.open()
        await session.pushed()
        #expect(await bench.values().count == Self.values.count - 20)
        await session.stop()
    }

    @Test func `what a first push wrote to a destination left meanwhile is taken away again`()
        async throws
    {
        let bench = try await EngineBench()
        let session = try await begin(bench)
        try await session.record(
            .sync(.updated(EngineSession.sync("sync-1", account: EngineBench.otherAccount)))
        )
        bench.gate.open()
        await session.pushed()
        #expect(await bench.values(account: EngineBench.otherAccount) == Self.values)
        #expect(await bench.values() == [:])
        #expect(session.status()?.formerDestinations == [])
        await session.stop()
    }

    @Test func `a removal that a push is asked for during is carried to its end`() async throws {
        let bench = try await EngineBench()
        let session = try await begin(bench)
        try await session.record(.sync(.removalRequested(syncID: "sync-1", deletesSync: true)))
        bench.gate.open()
        await session.until { $0.syncs["sync-1"] == nil }
        #expect(await bench.values() == [:])
        await session.stop()
    }

    @Test func `values written over others at a destination left meanwhile are taken away too`()
        async throws
    {
        let bench = try await EngineBench()
        for key in Self.values.keys {
            await bench.checkly.setVariable(
                key,
                to: StoredVariable(value: "by hand"),
                account: EngineBench.account
            )
        }
        let session = try await bench.start()
        try await session.addConnection()
        try await session.addSync()
        bench.gate.close { $0.method == "PUT" }
        try await session.set(Self.values.mapValues { $0 })
        try await bench.gate.holding(20)
        try await session.record(
            .sync(.updated(EngineSession.sync("sync-1", account: EngineBench.otherAccount)))
        )
        bench.gate.open()
        await session.pushed()
        #expect(await bench.values(account: EngineBench.otherAccount) == Self.values)
        #expect(await bench.values().values.allSatisfy { $0 == "by hand" })
        #expect(session.status()?.formerDestinations == [])
        await session.stop()
    }

    @Test func `another name interrupts nothing`() async throws {
        let bench = try await EngineBench()
        let session = try await begin(bench)
        let run = session.status()?.lastJobID
        var sync = try #require(session.state.current.syncs["sync-1"])
        (sync.name, sync.description) = ("other", "New")
        try await session.record(.sync(.updated(sync)))
        bench.gate.open()
        await session.until { $0.statuses["sync-1"]?.lastSyncedAt != nil }
        #expect(await bench.values() == Self.values)
        let finished = try session.events()
            .compactMap { event in
                if case .push(.finished(let run, .succeeded)) = event.body { run.id } else { nil }
            }
        #expect(finished.first == run)
        await session.stop()
    }

    @Test func `an API key replaced while Checkly rejects the old one is used at once`()
        async throws
    {
        let bench = try await EngineBench()
        let session = try await bench.start()
        await bench.checkly.removeAPIKey(EngineBench.apiKey)
        try await session.addConnection()
        try await session.addSync()
        bench.gate.close { $0.method == "GET" }
        try await session.set(["A": "1"])
        try await bench.gate.holding(1)
        await bench.checkly.addAPIKey("cu_other", accounts: [EngineBench.account])
        try await session.addConnection(apiKey: "cu_other", isNew: false)
        bench.gate.open()
        await session.pushed()
        #expect(await bench.values() == ["A": "1"])
        #expect(session.state.current.refusedConnections.isEmpty)
        await session.stop()
    }

    @Test func `a destination corrected while Checkly does not know it is used at once`()
        async throws
    {
        let bench = try await EngineBench()
        let session = try await bench.start()
        try await session.addConnection()
        var sync = EngineSession.sync("sync-1", account: EngineBench.account)
        sync.destination.groupID = "7"
        try await session.record(.sync(.created(sync)))
        bench.gate.close { $0.method == "GET" }
        try await session.set(["A": "1"])
        try await bench.gate.holding(1)
        sync.destination.groupID = nil
        try await session.record(.sync(.updated(sync)))
        bench.gate.open()
        await session.pushed()
        #expect(await bench.values() == ["A": "1"])
        #expect(session.status()?.needsAttention == false)
        await session.stop()
    }

    @Test func `a plan approved during another run is carried out exactly or not at all`()
        async throws
    {
        let bench = try await EngineBench()
        let session = try await begin(bench)
        try await session.record(.sync(.planApproved(syncID: "sync-1", planID: "sync-1-none")))
        try await session.set(["LATER": "1"])
        bench.gate.open()
        try await session.firstEvent(after: .beforeFirst) { event in
            guard case .sync(.planRefused(_, let plan, let problem)) = event.body else {
                return false
            }
            return plan == "sync-1-none" && problem.code == "plan-outdated"
        }
        // What changed since is pushed for its own sake.
        await session.pushed()
        let order = try session.events()
            .compactMap { event in
                switch event.body {
                case .sync(.planRefused): "refused"
                case .push(.started): "started"
                case .push(.variableWritten(let variable)) where variable.key == "LATER": "written"
                default: nil
                }
            }
        #expect(order == ["started", "refused", "started", "written"])
        await session.stop()
    }
}
