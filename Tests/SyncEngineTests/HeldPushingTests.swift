import Encodings
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

/// All pushing held: nothing is written to Checkly, whatever there is to write.
@Suite(.timeLimit(.minutes(10))) struct HeldPushingTests {
    /// What would make the engine write something.
    enum Wish: String, CaseIterable, Sendable {
        case change, request, removal, deletion, repair, approval, anotherKey
    }

    private static let reconciling = SyncEngine.Settings(reconcileInterval: .seconds(900))

    private func make(_ wish: Wish, _ bench: EngineBench, _ session: EngineSession) async throws {
        switch wish {
        case .change: try await session.set(["A": "2", "B": nil])
        case .request: try await session.record(.sync(.pushRequested(syncID: "sync-1")))
        case .removal:
            try await session.record(.sync(.removalRequested(syncID: "sync-1", deletesSync: false)))
        case .deletion:
            try await session.record(.sync(.removalRequested(syncID: "sync-1", deletesSync: true)))
        case .repair:
            await bench.checkly.setVariable("A", to: nil, account: EngineBench.account)
        case .approval:
            try await session.set(["A": "3"])
            let plan = try await session.engine.plan("sync-1", asOf: nil)
            try await session.record(
                .sync(.planApproved(syncID: "sync-1", planID: plan?.id ?? ""))
            )
        case .anotherKey: try await session.addConnection(isNew: false)
        }
    }

    private static let hold = EventBody.pushing(.held(reason: "drill"))

    @Test(arguments: Wish.allCases, [hold, .administration(.logRestored(through: Position(3)))])
    func `while held nothing is written, over a restart too, and released it is`(
        wish: Wish,
        hold: EventBody
    ) async throws {
        let bench = try await EngineBench()
        do {
            let session = try await bench.start(settings: Self.reconciling)
            try await session.addConnection()
            try await session.addSync()
            try await session.set(["A": "1", "B": "1"])
            await session.pushed()
            try await session.record(hold)
            _ = await bench.takeRequests()
            try await make(wish, bench, session)
            await letOthersRun()
            await session.stop()
        }
        let held = await bench.values()
        let session = try await bench.start(settings: Self.reconciling)
        await letOthersRun()
        #expect(await bench.values() == held)
        let writes = await bench.takeRequests().filter { !$0.hasPrefix("GET") }
        #expect(writes.isEmpty)
        try await session.record(.pushing(.released))
        switch wish {
        case .removal:
            await session.until { $0.statuses["sync-1"]?.removeStatus == .succeeded }
            #expect(await bench.values() == [:])
        case .deletion:
            await session.until { $0.syncs["sync-1"] == nil }
            #expect(await bench.values() == [:])
        case .repair:
            try await bench.holds("A")
        case .change, .approval:
            await session.pushed()
            let isChanged = wish == .change
            #expect(await bench.values() == (isChanged ? ["A": "2"] : ["A": "3", "B": "1"]))
        case .request, .anotherKey: await session.pushed()
        }
        await session.stop()
    }

    @Test(arguments: [hold, .administration(.logRestored(through: Position(3)))])
    func `a hold stops a run between two writes, and the release lets it go on`(
        hold: EventBody
    ) async throws {
        let values = Dictionary(uniqueKeysWithValues: (0..<60).map { ("K\($0)", "1") })
        let bench = try await EngineBench()
        let session = try await bench.start()
        try await session.addConnection()
        try await session.addSync()
        bench.gate.close { $0.method == "POST" }
        try await session.set(values.mapValues { $0 })
        try await bench.gate.holding(20)
        #expect(session.engine.activity.activity(of: "sync-1")?.planned == 60)
        try await session.record(hold)
        bench.gate.open()
        await session.until { $0.statuses["sync-1"]?.openRun == nil }
        #expect(await bench.values().count == 20)
        #expect(session.status()?.message?.hasPrefix("interrupted") == true)
        try await session.record(.pushing(.released))
        await session.pushed()
        #expect(await bench.values() == values)
        #expect(session.engine.activity.activity(of: "sync-1") == nil)
        await session.stop()
    }

    @Test func `while held a plan says what a push would do`() async throws {
        let bench = try await EngineBench()
        let session = try await bench.start()
        try await session.addConnection()
        try await session.addSync()
        try await session.record(Self.hold)
        try await session.set(["A": "1"])
        let plan = try await session.engine.plan("sync-1", asOf: nil)
        #expect(plan?.parts.first?.plan.keys(.create) == ["A"])
        #expect(await bench.values() == [:])
        await session.stop()
    }
}
