import EventLog
import LiveLog
import OutboundHTTP
import Projection
import Reconciliation
import Sandbox
import SyncEngine
import SyncModel
import TestSupport
import Testing

/// Syncs that were made by hand: what they did not write they touch only once somebody agreed.
@Suite(.timeLimit(.minutes(10))) struct ConsentTests {
    private func approve(_ session: EngineSession) async throws {
        let plan = try #require(try await session.engine.plan("sync-1", asOf: nil))
        try await session.record(.sync(.planApproved(syncID: "sync-1", planID: plan.id)))
    }

    @Test(arguments: SyncOptions.InitialSyncBehavior.allCases, [["A": "1"], ["B": "1"]])
    func `a first push that takes nothing from others goes on, another waits`(
        behavior: SyncOptions.InitialSyncBehavior,
        secrets: [String: String]
    ) async throws {
        let bench = try await EngineBench()
        let session = try await bench.startWithForeign(behavior)
        try await session.replace(with: secrets)
        let overwrites = secrets["A"] != nil
        let deletes = behavior == .overwriteDestination
        if overwrites || deletes {
            await session.stoppedForConsent()
            #expect(await bench.values() == EngineBench.made)
            let message = session.status()?.message ?? ""
            #expect(message.hasPrefix("needs-consent: "))
            #expect(message.contains("APP_A") == (overwrites || deletes))
            #expect(message.contains("APP_X") == deletes)
            #expect(!message.contains("OTHER"))
        } else {
            await session.pushed()
            #expect(await bench.values() == EngineBench.made.merging(["APP_B": "1"]) { $1 })
            #expect(session.status()?.consent == nil)
        }
        await session.stop()
    }

    @Test func `an applied plan is consent, and the next push needs none`() async throws {
        let bench = try await EngineBench()
        let session = try await bench.startWithForeign()
        try await session.replace(with: ["A": "1"])
        await session.stoppedForConsent()
        try await approve(session)
        await session.pushed()
        #expect(await bench.values() == ["APP_A": "1", "OTHER": "made"])
        #expect(session.status()?.consent == nil)
        await bench.makeByHand("APP_Y")
        try await session.set(["A": "2"])
        await session.pushed()
        #expect(await bench.values()["APP_A"] == "2")
        await session.stop()
    }

    @Test func `neither a push by hand nor a change of the source is consent, over a restart too`()
        async throws
    {
        let bench = try await EngineBench()
        do {
            let session = try await bench.startWithForeign()
            try await session.replace(with: ["A": "1"])
            await session.stoppedForConsent()
            let run = session.status()?.lastJobID
            try await session.record(.sync(.pushRequested(syncID: "sync-1")))
            await session.until {
                $0.statuses["sync-1"]?.lastJobID != run
                    && $0.statuses["sync-1"]?.needsConsent == true
            }
            await session.stop()
        }
        let session = try await bench.start(
            settings: SyncEngine.Settings(reconcileInterval: .seconds(900))
        )
        let runs = try session.events().count
        await letOthersRun()
        // It is not looked at again and again.
        #expect(try session.events().count == runs)
        try await session.set(["A": "2"])
        await session.until {
            ($0.statuses["sync-1"]?.consent?.awaited?.through ?? .beforeFirst)
                >= ($0.newestWish ?? .beforeFirst)
        }
        #expect(await bench.values() == EngineBench.made)
        await session.stop()
    }

    @Test func `a plan that is out of date is no consent`() async throws {
        let bench = try await EngineBench()
        let session = try await bench.startWithForeign()
        try await session.replace(with: ["A": "1"])
        await session.stoppedForConsent()
        await bench.makeByHand("APP_LATER")
        try await session.record(.sync(.planApproved(syncID: "sync-1", planID: "sync-1-none")))
        await session.until { state in
            state.statuses["sync-1"]?.approvedPlanID == nil
                && state.statuses["sync-1"]?.openRun == nil
        }
        #expect(session.status()?.needsConsent == true)
        #expect(await bench.values() == EngineBench.made.merging(["APP_LATER": "made"]) { $1 })
        await session.stop()
    }

    @Test func `what was agreed to is finished after a failure, and no more than that`()
        async throws
    {
        let bench = try await EngineBench()
        let session = try await bench.startWithForeign()
        try await session.replace(with: ["A": "1"])
        await session.stoppedForConsent()
        await bench.checkly.script(Fault(.status(400), method: "PUT", key: "APP_A", times: 1))
        try await approve(session)
        await session.failed()
        #expect(session.status()?.consent?.keys == ["APP_A", "APP_X"])
        await bench.makeByHand("APP_LATER")
        try await session.set(["A": "2"])
        await session.stoppedForConsent()
        #expect(await bench.values()["APP_LATER"] == "made")
        #expect(session.status()?.message?.contains("APP_LATER") == true)
        await bench.checkly.setVariable("APP_LATER", to: nil, account: EngineBench.account)
        try await session.record(.sync(.pushRequested(syncID: "sync-1")))
        await session.pushed()
        #expect(await bench.values() == ["APP_A": "2", "OTHER": "made"])
        await session.stop()
    }

    @Test func `another destination needs consent of its own`() async throws {
        let bench = try await EngineBench()
        let session = try await bench.startWithForeign(.preserveDestination)
        try await session.replace(with: ["A": "1"])
        await session.stoppedForConsent()
        try await approve(session)
        await session.pushed()
        await bench.checkly.setVariable(
            "APP_A",
            to: StoredVariable(value: "made"),
            account: EngineBench.otherAccount
        )
        var sync = try #require(session.state.current.syncs["sync-1"])
        sync.destination.accountID = EngineBench.otherAccount
        try await session.record(.sync(.updated(sync)), .sync(.consentRequired(syncID: "sync-1")))
        await session.stoppedForConsent()
        #expect(await bench.values(account: EngineBench.otherAccount) == ["APP_A": "made"])
        // Nothing is written before the consent, the former destination included.
        #expect(await bench.values()["APP_A"] == "1")
        await session.stop()
    }

    @Test func `a sync made without asking for consent runs at once`() async throws {
        let bench = try await EngineBench()
        for key in EngineBench.made.keys { await bench.makeByHand(key) }
        let session = try await bench.start()
        try await session.addConnection()
        try await session.addSync(options: SyncOptions(keySchema: KeySchema("APP_{{secretKey}}")))
        try await session.replace(with: ["A": "1"])
        await session.pushed()
        #expect(await bench.values() == ["APP_A": "1", "OTHER": "made"])
        await session.stop()
    }

    @Test func `the plan of a sync that is not there yet is the one its first push carries out`()
        async throws
    {
        let bench = try await EngineBench()
        for key in EngineBench.made.keys { await bench.makeByHand(key) }
        let session = try await bench.start()
        try await session.addConnection()
        try await session.replace(with: ["A": "1"])
        let sync = EngineSession.sync(
            "sync-1",
            account: EngineBench.account,
            options: SyncOptions(keySchema: KeySchema("APP_{{secretKey}}"))
        )
        let head = session.log.head
        let plan = try #require(try await session.engine.plan(draft: sync))
        #expect(plan.parts.first?.foreignKeys == ["APP_A", "APP_X"])
        #expect(session.log.head == head)
        try await session.record(
            .sync(.created(sync)),
            .sync(.consentRequired(syncID: "sync-1")),
            .sync(.planApproved(syncID: "sync-1", planID: plan.id))
        )
        await session.pushed()
        #expect(await bench.values() == ["APP_A": "1", "OTHER": "made"])
        await session.stop()
    }

    @Test func `a change that is saved during a run is not replaced by another plan either`()
        async throws
    {
        let bench = try await EngineBench()
        let session = try await bench.start()
        try await session.addConnection()
        try await session.addSync(options: SyncOptions(keySchema: KeySchema("APP_{{secretKey}}")))
        try await session.replace(with: ["A": "1"])
        await session.pushed()
        var changed = try #require(session.state.current.syncs["sync-1"])
        changed.options = SyncOptions(keySchema: KeySchema("NEW_{{secretKey}}"))
        let plan = try #require(try await session.engine.plan(draft: changed))
        // A run is under way while the change is saved, and its write makes the plan outdated.
        bench.gate.close { $0.method == "PUT" || $0.method == "POST" }
        try await session.replace(with: ["A": "2"])
        try await bench.gate.holding(1)
        let stopped = ParkedChange(
            key: nil,
            fingerprint: nil,
            position: session.log.head,
            problem: .planOutdated
        )
        try await session.record(
            .sync(.updated(changed)),
            .sync(.parked(syncID: "sync-1", stopped)),
            .sync(.planApproved(syncID: "sync-1", planID: plan.id))
        )
        bench.gate.open()
        await session.until { state in
            state.statuses["sync-1"]?.parkedWhole != nil && state.statuses["sync-1"]?.openRun == nil
        }
        #expect(session.status()?.parkedWhole?.change.problem == .planOutdated)
        #expect(await bench.values().keys.sorted() == ["APP_A"])
        await session.stop()
    }

    @Test(arguments: [false, true])
    func `a change is carried out as it was planned before it was saved, or not at all`(
        isOutdated: Bool
    ) async throws {
        let bench = try await EngineBench()
        let session = try await bench.start()
        try await session.addConnection()
        try await session.addSync(options: SyncOptions(keySchema: KeySchema("APP_{{secretKey}}")))
        try await session.replace(with: ["A": "1"])
        await session.pushed()
        #expect(await bench.values() == ["APP_A": "1"])
        var changed = try #require(session.state.current.syncs["sync-1"])
        changed.options = SyncOptions(keySchema: KeySchema("NEW_{{secretKey}}"))
        let head = session.log.head
        let plan = try #require(try await session.engine.plan(draft: changed))
        #expect(session.log.head == head)
        #expect(
            plan.parts.first?.plan.changes.map { "\($0.action) \($0.key)" }
                == ["delete APP_A", "create NEW_A"]
        )
        #expect(plan.listedAt != nil)
        if isOutdated { await bench.makeByHand("NEW_A") }
        // As a change that is saved with its plan decides it.
        let stopped = ParkedChange(
            key: nil,
            fingerprint: nil,
            position: head,
            problem: .planOutdated
        )
        try await session.record(
            .sync(.updated(changed)),
            .sync(.parked(syncID: "sync-1", stopped)),
            .sync(.planApproved(syncID: "sync-1", planID: plan.id))
        )
        if isOutdated {
            await session.until { $0.statuses["sync-1"]?.parkedWhole != nil }
            #expect(session.status()?.parkedWhole?.change.problem == .planOutdated)
            // Nor does a change of the source push anything before somebody acts.
            try await session.replace(with: ["A": "2"])
            #expect(session.state.current.pendingRun(of: changed) == nil)
            #expect(await bench.values()["APP_A"] == "1")
        } else {
            await session.pushed()
            #expect(await bench.values() == ["NEW_A": "1"])
        }
        await session.stop()
    }
}

extension State {
    /// The last change of what the one sync wants.
    fileprivate var newestWish: Position? { syncs["sync-1"].flatMap { lastChange(for: $0) } }
}
