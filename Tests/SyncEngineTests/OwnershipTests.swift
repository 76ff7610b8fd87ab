import EventLog
import LiveLog
import Projection
import Reconciliation
import Sandbox
import SyncEngine
import SyncModel
import Testing

/// Who may write and delete what, and what a sync leaves behind.
@Suite(.timeLimit(.minutes(10))) struct OwnershipTests {
    private func begin(
        _ bench: EngineBench,
        _ values: [String: String],
        _ options: SyncOptions = SyncOptions(initialSyncBehavior: .preserveDestination)
    ) async throws -> EngineSession {
        let session = try await bench.start()
        try await session.addConnection()
        try await session.addSync(options: options)
        try await session.set(values.mapValues { $0 })
        await session.pushed()
        return session
    }

    private func otherValues(_ bench: EngineBench) async -> [String: String] {
        await bench.values(account: EngineBench.otherAccount)
    }

    @Test func `after a push the next plan is empty, and asking for it changes nothing`()
        async throws
    {
        let bench = try await EngineBench()
        let session = try await begin(bench, ["A": "1", "B": "2"])
        let before = session.log.head
        let plan = try #require(try await session.engine.plan("sync-1", asOf: nil))
        #expect(plan.isEmpty)
        #expect(plan.parts[0].plan.summary == [.unchanged: 2])
        #expect(session.log.head == before)
        await session.stop()
    }

    @Test func `a plan names every change with its reason and the event that caused it`()
        async throws
    {
        let bench = try await EngineBench()
        let session = try await begin(bench, ["A": "1", "B": "2", "C": "3"])
        try await session.record(.sync(.paused(syncID: "sync-1", reason: "looking")))
        try await session.set(["A": "new", "B": nil, "D": "4", "E": " "])
        let cause = session.log.head
        await bench.checkly.setVariable("C", to: nil, account: EngineBench.account)
        let plan = try #require(try await session.engine.plan("sync-1", asOf: nil))
        let changes = plan.parts[0].plan.changes
        #expect(
            changes.map { "\($0.action) \($0.key): \($0.reason)" } == [
                "update A: changed in source", "delete B: deleted in source",
                "create C: missing at Checkly", "create D: new in source", "skip E: empty value",
            ]
        )
        #expect(changes.filter { $0.key != "C" }.allSatisfy { $0.cause == cause })
        #expect(plan.requestCount == 1 + 4)
        #expect(plan.deletionCount == 1)
        await session.stop()
    }

    @Test func `a plan as of a position is that of the source as it was then`() async throws {
        let bench = try await EngineBench()
        let session = try await begin(bench, ["A": "1"])
        let then = session.log.head
        try await session.set(["A": "2", "B": "2"])
        await session.pushed()
        let plan = try #require(try await session.engine.plan("sync-1", asOf: then))
        #expect(plan.asOf == then)
        #expect(
            plan.parts[0].plan.changes.map { "\($0.action) \($0.key)" } == [
                "update A", "delete B",
            ]
        )
        await session.stop()
    }

    @Test func `an approved plan is carried out exactly or not at all`() async throws {
        let bench = try await EngineBench()
        let session = try await begin(bench, ["A": "1"])
        var manual = try #require(session.state.current.syncs["sync-1"])
        manual.isAutoSyncEnabled = false
        try await session.record(.sync(.updated(manual)))
        try await session.set(["A": "2"])
        let outdated = try #require(try await session.engine.plan("sync-1", asOf: nil))
        try await session.set(["A": "3"])
        let before = session.status()
        try await session.record(.sync(.planApproved(syncID: "sync-1", planID: outdated.id)))
        await session.until { $0.statuses["sync-1"]?.approvedPlanID == nil }
        let refusals = try session.events().filter { $0.body.type == "sync.plan-refused" }
        #expect(refusals.count == 1)
        // Nothing was tried, so nothing failed.
        #expect(session.status() == before)
        #expect(try session.events().last?.body.type == "sync.plan-refused")
        #expect(await bench.values() == ["A": "1"])

        let plan = try #require(try await session.engine.plan("sync-1", asOf: nil))
        try await session.record(.sync(.planApproved(syncID: "sync-1", planID: plan.id)))
        await session.pushed()
        #expect(await bench.values() == ["A": "3"])
        await session.stop()
    }

    @Test func `an approved plan as of a moment is carried out and held there`() async throws {
        let bench = try await EngineBench()
        let session = try await begin(bench, ["A": "1"])
        let then = session.log.head
        try await session.set(["A": "2", "B": "2"])
        await session.pushed()
        let plan = try #require(try await session.engine.plan("sync-1", asOf: then))
        #expect(PlannedPush.pinnedPosition(ofPlan: plan.id) == then)
        try await session.record(
            .sync(.planApproved(syncID: "sync-1", planID: plan.id)),
            .sync(.pinned(syncID: "sync-1", asOf: then))
        )
        await session.pushed()
        #expect(await bench.values() == ["A": "1"])
        #expect(session.status()?.pinnedTo == then)
        try await session.set(["A": "3"])
        try await session.lookedAtAll()
        #expect(await bench.values() == ["A": "1"])
        await session.stop()
    }

    @Test func `a plan as of a moment that is refused pins nothing`() async throws {
        let bench = try await EngineBench()
        let session = try await begin(bench, ["A": "1"])
        let then = session.log.head
        try await session.set(["A": "2"])
        await session.pushed()
        let plan = try #require(try await session.engine.plan("sync-1", asOf: then))
        await bench.makeByHand("A1")
        await bench.checkly.setVariable("A", to: nil, account: EngineBench.account)
        let before = session.status()
        try await session.record(
            .sync(.planApproved(syncID: "sync-1", planID: plan.id)),
            .sync(.pinned(syncID: "sync-1", asOf: then))
        )
        await session.until { $0.statuses["sync-1"]?.approvedPlanID == nil }
        #expect(session.status() == before)
        #expect(await bench.values() == ["A1": "made"])
        await session.stop()
    }

    @Test func `a plan as of a moment names no event after it`() async throws {
        let bench = try await EngineBench()
        let session = try await begin(bench, ["A": "1"])
        let then = session.log.head
        try await session.set(["A": "2", "B": "2"])
        await session.pushed()
        // It sets the sync up anew, and is no reason for what was wanted before.
        try await session.record(
            .sync(
                .updated(
                    EngineSession.sync(
                        "sync-1",
                        account: EngineBench.account,
                        options: SyncOptions(
                            initialSyncBehavior: .preserveDestination,
                            maxDeletions: 9
                        )
                    )
                )
            )
        )
        await session.pushed()
        let plan = try #require(try await session.engine.plan("sync-1", asOf: then))
        let changes = plan.parts[0].plan.changes
        #expect(changes.map(\.action) == [.update, .delete])
        #expect(changes.allSatisfy { $0.cause ?? .beforeFirst <= then })
        #expect(changes[1].cause == nil && changes[1].reason == "not in source")
        await session.stop()
    }

    @Test func `a changed destination takes along what was written at the old one`() async throws {
        let bench = try await EngineBench()
        await bench.makeByHand("HAND")
        let session = try await begin(bench, ["A": "1", "B": "2"])
        try await session.record(
            .sync(.updated(EngineSession.sync("sync-1", account: EngineBench.otherAccount)))
        )
        await session.pushed()
        #expect(await otherValues(bench) == ["A": "1", "B": "2"])
        #expect(await bench.values() == ["HAND": "made"])
        #expect(session.status()?.formerDestinations == [])
        await session.stop()
    }

    @Test func `with deletion disabled a changed destination leaves the old one as it is`()
        async throws
    {
        let bench = try await EngineBench()
        let session = try await begin(bench, ["A": "1"])
        let keeping = SyncOptions(disableSecretDeletion: true)
        try await session.record(
            .sync(
                .updated(
                    EngineSession.sync(
                        "sync-1",
                        account: EngineBench.otherAccount,
                        options: keeping
                    )
                )
            )
        )
        await session.pushed()
        #expect(await bench.values() == ["A": "1"])
        try await session.record(.sync(.removalRequested(syncID: "sync-1", deletesSync: true)))
        await session.until { $0.syncs["sync-1"] == nil }
        #expect(await bench.values() == [:])
        #expect(await otherValues(bench) == [:])
        await session.stop()
    }

    @Test func `a changed key schema takes along what was written under the old one`()
        async throws
    {
        let bench = try await EngineBench()
        let session = try await begin(bench, ["A": "1"])
        let options = SyncOptions(
            initialSyncBehavior: .preserveDestination,
            keySchema: KeySchema("APP_{{secretKey}}")
        )
        try await session.record(
            .sync(
                .updated(
                    EngineSession.sync("sync-1", account: EngineBench.account, options: options)
                )
            )
        )
        await session.pushed()
        #expect(await bench.values() == ["APP_A": "1"])
        await session.stop()
    }

    @Test func `an adopted key is the sync's own, and a conflict for who had it before`()
        async throws
    {
        let bench = try await EngineBench()
        let session = try await begin(bench, ["A": "1"])
        try await session.addSync("sync-2", folder: "/other")
        try await session.set(["A": "two"], in: "/other")
        #expect(await session.failed("sync-2")?.message?.hasPrefix("conflict: A") == true)
        let place = Ledger.Place(accountID: EngineBench.account, groupID: nil)
        #expect(session.status("sync-2")?.failedKeys["A"]?.problem.code == "conflict")
        let owned = session.state.current.ledger.entry("A", at: place)
        let conflicts = try #require(try await session.engine.plan("sync-2", asOf: nil))
        let conflict = try #require(conflicts.parts[0].plan.changes.first)
        #expect(conflict.reason == "written by sync sync-1" && conflict.cause == owned?.position)
        let destination = EngineSession.sync("sync-2", account: EngineBench.account).destination
        try await session.record(.sync(.adopted(syncID: "sync-2", destination, keys: ["A"])))
        // Who had it is told without a run of its own.
        #expect(session.status()?.message?.hasPrefix("conflict: A") == true)
        #expect(session.status()?.failedKeys["A"]?.problem.code == "conflict")
        await session.pushed("sync-2")
        #expect(await bench.values() == ["A": "two"])
        let run = session.status()?.lastJobID
        try await session.set(["A": "one"])
        #expect(await session.failed(after: run)?.message?.hasPrefix("conflict: A") == true)
        #expect(await bench.values() == ["A": "two"])
        await session.stop()
    }

    @Test(arguments: ["set", "remove", "delete"])
    func `a key that its owner gives up goes to who wanted it`(way: String) async throws {
        let bench = try await EngineBench()
        let session = try await begin(bench, ["A": "1"])
        try await session.addSync("sync-2", folder: "/other")
        try await session.set(["A": "two"], in: "/other")
        await session.failed("sync-2")
        switch way {
        case "set": try await session.set(["A": nil])
        case "remove":
            try await session.record(.sync(.removalRequested(syncID: "sync-1", deletesSync: false)))
        default: try await session.record(.sync(.deleted(id: "sync-1")))
        }
        await session.pushed("sync-2")
        #expect(await bench.values() == ["A": "two"])
        await session.stop()
    }

    @Test func `a readable variable takes the place of a secret one by being made anew`()
        async throws
    {
        let bench = try await EngineBench()
        let session = try await begin(bench, ["A": "1"])
        _ = await bench.takeRequests()
        let plain = SyncOptions(variableType: .plain)
        try await session.record(
            .sync(
                .updated(EngineSession.sync("sync-1", account: EngineBench.account, options: plain))
            )
        )
        await session.pushed()
        #expect(await bench.takeRequests() == ["DELETE A", "POST variables"])
        let variable = await bench.checkly.variables(account: EngineBench.account)["A"]
        #expect(variable == StoredVariable(value: "1"))
        await session.stop()
    }

    @Test func `what came from an import stays until the new import was reported`() async throws {
        let bench = try await EngineBench()
        let session = try await begin(bench, ["OWN": "1"])
        func setImports(_ folder: String) async throws {
            try await session.record(
                .secrets(.imports(EngineSession.path("/app"), [EngineSession.path(folder)])),
                source: "kms"
            )
        }
        try await session.set(["SHARED": "1", "KEPT": "1"], in: "/s1")
        try await setImports("/s1")
        await session.pushed()
        try await setImports("/s2")
        let status = await session.failed()
        #expect(status?.message?.hasPrefix("import-unknown") == true)
        #expect(status?.message?.contains("/s2") == true)
        try await session.set(["OWN": "2"])
        await session.failed(after: status?.lastJobID)
        #expect(await bench.values() == ["OWN": "2", "SHARED": "1", "KEPT": "1"])
        try await session.set(["KEPT": "2"], in: "/s2")
        await session.pushed()
        #expect(await bench.values() == ["OWN": "2", "KEPT": "2"])
        await session.stop()
    }

    @Test func `a listing from before the clock was put back is not relied on`() async throws {
        let bench = try await EngineBench()
        let session = try await begin(bench, ["A": "1"])
        _ = await bench.takeRequests()
        try await session.set(["A": "2"])
        await session.pushed()
        #expect(await bench.takeRequests() == ["PUT A"])
        bench.pass(.seconds(-3600))
        try await session.set(["A": "3"])
        await session.pushed()
        #expect(await bench.takeRequests() == ["GET variables", "PUT A"])
        await session.stop()
    }

    @Test func `drift is mended while a key waits for an import`() async throws {
        let bench = try await EngineBench()
        do {
            let session = try await begin(bench, ["OWN": "1", "GONE": "1"])
            try await session.record(
                .secrets(.imports(EngineSession.path("/app"), [EngineSession.path("/none")])),
                source: "kms"
            )
            try await session.set(["GONE": nil])
            let status = await session.failed()
            #expect(status?.message?.hasPrefix("import-unknown") == true)
            await session.stop()
        }
        await bench.checkly.setVariable("OWN", to: nil, account: EngineBench.account)
        let session = try await bench.start(
            settings: SyncEngine.Settings(reconcileInterval: .seconds(900))
        )
        try await bench.holds("OWN")
        await bench.checkly.setVariable("OWN", to: nil, account: EngineBench.account)
        bench.pass(.seconds(900))
        try await bench.holds("OWN")
        #expect(await bench.values() == ["OWN": "1", "GONE": "1"])
        await session.stop()
    }
}
