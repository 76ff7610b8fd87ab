import LiveLog
import OutboundHTTP
import Projection
import Reconciliation
import Sandbox
import SyncEngine
import SyncModel
import Testing

/// What somebody asks for is done from what is there now, not from what was there a while ago.
@Suite(.timeLimit(.minutes(10))) struct ByHandTests {
    private func begin(
        _ bench: EngineBench,
        _ settings: SyncEngine.Settings = .init()
    ) async throws -> EngineSession {
        let session = try await bench.start(settings: settings)
        try await session.addConnection()
        try await session.addSync()
        try await session.set(["A": "1"])
        await session.pushed()
        await bench.checkly.setVariable("A", to: nil, account: EngineBench.account)
        _ = await bench.takeRequests()
        return session
    }

    @Test(arguments: ["push", "retry", "apply"])
    func `a push by hand puts back what was deleted at Checkly a moment ago`(
        way: String
    ) async throws {
        let bench = try await EngineBench()
        let session = try await begin(bench)
        switch way {
        case "push": try await session.record(.sync(.pushRequested(syncID: "sync-1")))
        case "retry": try await session.record(.sync(.retried(syncID: "sync-1", key: nil)))
        default:
            let plan = try #require(try await session.engine.plan("sync-1", asOf: nil))
            #expect(plan.parts[0].plan.keys(.create) == ["A"])
            try await session.record(.sync(.planApproved(syncID: "sync-1", planID: plan.id)))
        }
        await session.pushed()
        #expect(await bench.values() == ["A": "1"])
        await session.stop()
    }

    @Test func `a push that follows an event relies on a listing that is not old`() async throws {
        let bench = try await EngineBench()
        let session = try await begin(bench)
        try await session.record(.sync(.pushRequested(syncID: "sync-1")))
        await session.pushed()
        _ = await bench.takeRequests()
        try await session.set(["B": "2"])
        await session.pushed()
        #expect(await bench.takeRequests() == ["POST variables"])
        await session.stop()
    }

    @Test(arguments: [1, 10, 59])
    func `a reconcile interval shorter than a minute is kept`(seconds: Int) async throws {
        let bench = try await EngineBench()
        let session = try await begin(
            bench,
            .init(reconcileInterval: .seconds(seconds))
        )
        // The engine's clock jumps; only the comparison asks for the time.
        bench.pass(.seconds(seconds))
        try await bench.holds("A")
        #expect(await bench.values() == ["A": "1"])
        await session.stop()
    }
}
