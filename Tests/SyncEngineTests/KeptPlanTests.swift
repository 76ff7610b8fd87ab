import LiveLog
import Projection
import Reconciliation
import SyncEngine
import SyncModel
import Testing

/// Plans that ask Checkly for nothing.
@Suite(.timeLimit(.minutes(10))) struct KeptPlanTests {
    private func keptPlan(_ session: EngineSession) async throws -> PlannedPush? {
        try await session.engine.plan("sync-1", asOf: nil, onlyKept: true)
    }

    @Test func `a plan of a kept listing is that of a new one, and costs no request`() async throws
    {
        let bench = try await EngineBench()
        let session = try await bench.start()
        try await session.addConnection()
        try await session.addSync(options: SyncOptions(initialSyncBehavior: .preserveDestination))
        try await session.record(.sync(.paused(syncID: "sync-1", reason: "looking")))
        try await session.set(["A": "1", "B": "2"])
        await #expect(throws: PushProblem.listingNotKept) { try await keptPlan(session) }
        try await session.record(.sync(.resumed(syncID: "sync-1", reason: nil)))
        await session.pushed()
        try await session.record(.sync(.paused(syncID: "sync-1", reason: "looking")))
        try await session.set(["A": "new", "B": nil, "C": "3"])
        _ = await bench.takeRequests()
        let kept = try #require(try await keptPlan(session))
        #expect(await bench.takeRequests() == [])
        #expect(kept.parts[0].plan.summary == [.update: 1, .delete: 1, .create: 1])
        #expect(kept.id == (try await session.engine.plan("sync-1", asOf: nil))?.id)
        bench.pass(.seconds(301))
        _ = await bench.takeRequests()
        await #expect(throws: PushProblem.listingNotKept) { try await keptPlan(session) }
        #expect(await bench.takeRequests() == [])
        await session.stop()
    }

    @Test func `of a check group no listing is kept`() async throws {
        let bench = try await EngineBench()
        let session = try await bench.startWithGroup()
        _ = await bench.takeRequests()
        await #expect(throws: PushProblem.listingNotKept) { try await keptPlan(session) }
        #expect(await bench.takeRequests() == [])
        await session.stop()
    }

    @Test func `a former destination of which no listing is kept leaves the plan unknown`()
        async throws
    {
        let bench = try await EngineBench()
        let session = try await bench.start()
        try await session.addConnection()
        try await session.addSync()
        try await session.set(["A": "1"])
        await session.pushed()
        try await session.record(.sync(.paused(syncID: "sync-1", reason: "moving")))
        var moved = try #require(session.state.current.syncs["sync-1"])
        moved.destination.accountID = EngineBench.otherAccount
        try await session.record(.sync(.updated(moved)))
        try await session.addSync("other", account: EngineBench.otherAccount, folder: "/other")
        try await session.set(["B": "1"], in: "/other")
        await session.pushed("other")
        let plan = try #require(try await keptPlan(session))
        #expect(plan.parts.map(\.plan.summary) == [[.create: 1], [.delete: 1]])
        bench.pass(.seconds(301))
        // Listed again, while what is at the former one is not known any more.
        try await session.set(["B": "2"], in: "/other")
        await session.pushed("other")
        await #expect(throws: PushProblem.self) { try await keptPlan(session) }
        await session.stop()
    }
}
