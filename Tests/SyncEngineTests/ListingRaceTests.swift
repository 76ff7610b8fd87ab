import ChecklyClient
import LiveLog
import OutboundHTTP
import Projection
import Reconciliation
import Sandbox
@testable import SyncEngine
import SyncModel
import Testing

/// A listing shows what was there when it began; what was written since is known better.
@Suite(.timeLimit(.minutes(10))) struct ListingRaceTests {
    private static let account = EngineBench.account
    private static let secret = ListedVariable(locked: true, secret: true)
    private static let time = Timestamp(microseconds: 1_000_000)

    private static func listing(_ keys: [String]) -> Listing {
        let variables = keys.map {
            ChecklyVariable(key: $0, value: nil, locked: true, secret: true)
        }
        return Listing(variables, at: time)
    }

    private func begin(
        _ bench: EngineBench,
        _ behavior: SyncOptions.InitialSyncBehavior
    ) async throws -> EngineSession {
        let session = try await bench.start()
        try await session.addConnection()
        try await session.addSync(options: SyncOptions(initialSyncBehavior: behavior))
        try await session.set(["A": "1"])
        await session.pushed()
        return session
    }

    @Test(arguments: [
        SyncOptions.InitialSyncBehavior.preserveDestination, .overwriteDestination,
    ])
    func `what was written while a plan was made is deleted at Checkly when its secret goes`(
        behavior: SyncOptions.InitialSyncBehavior
    ) async throws {
        let bench = try await EngineBench()
        let session = try await begin(bench, behavior)
        bench.gate.closeForAnswers { $0.method == "GET" }
        let plan = Task { try await session.engine.plan("sync-1", asOf: nil) }
        try await bench.gate.holding(1)
        try await session.set(["B": "2"])
        await session.pushed()
        bench.gate.open()
        _ = try await plan.value
        _ = await bench.takeRequests()
        try await session.set(["B": nil])
        await session.pushed()
        #expect(await bench.takeRequests().contains("DELETE B"))
        #expect(await bench.values() == ["A": "1"])
        await session.stop()
    }

    @Test func `a key that no list shows is recorded as deleted once Checkly has said so`()
        async throws
    {
        let bench = try await EngineBench()
        let session = try await begin(bench, .preserveDestination)
        await bench.checkly.setVariable("A", to: nil, account: Self.account)
        bench.pass(.seconds(3600))
        await bench.checkly.script(Fault(.status(503), method: "DELETE", times: 4))
        _ = await bench.takeRequests()
        try await session.set(["A": nil])
        await session.until { $0.statuses["sync-1"]?.status == .failed }
        #expect(session.state.current.ledger.written(by: "sync-1").map(\.key) == ["A"])
        await session.pushed()
        #expect(session.state.current.ledger.written(by: "sync-1").isEmpty)
        let answers = await bench.checkly.requests.filter { $0.method == "DELETE" }.map(\.status)
        #expect(answers == [503, 503, 503, 503, 404])
        await session.stop()
    }

    @Test func `with deletion disabled a key that no list shows is asked for by nobody`()
        async throws
    {
        let bench = try await EngineBench()
        let session = try await bench.start()
        try await session.addConnection()
        try await session.addSync(options: SyncOptions(disableSecretDeletion: true))
        try await session.set(["A": "1"])
        await session.pushed()
        await bench.checkly.setVariable("A", to: nil, account: Self.account)
        bench.pass(.seconds(3600))
        _ = await bench.takeRequests()
        try await session.set(["A": nil, "B": "2"])
        await session.pushed()
        #expect(await bench.takeRequests() == ["GET variables", "POST variables"])
        #expect(try session.events().allSatisfy { $0.body.type != "push.variable-deleted" })
        await session.stop()
    }

    @Test func `a group that is not found takes nothing with it while its account lists it`()
        async throws
    {
        let bench = try await EngineBench()
        let session = try await bench.startWithGroup()
        await bench.checkly.script(Fault(.status(404), method: "GET", key: "7"))
        try await session.record(.sync(.removalRequested(syncID: "sync-1", deletesSync: true)))
        await session.until { $0.syncs["sync-1"] == nil }
        #expect(await bench.checkly.group(7, account: Self.account)?.variables?.isEmpty == true)
        await session.stop()
    }

    @Test func `what is noted while a listing is made is in it`() async {
        let cache = ListingCache()
        let listing = await cache.renew("a") { () async -> Listing in
            cache.note(Self.secret, of: "NEW", in: "a")
            cache.note(nil, of: "GONE", in: "a")
            cache.note(Self.secret, of: "OTHER", in: "b")
            return Self.listing(["GONE", "KEPT"])
        }
        #expect(Set(listing.variables.keys) == ["NEW", "KEPT"])
        #expect(cache.listing(of: "a", in: Self.time...Self.time)?.variables == listing.variables)
    }

    @Test func `a listing is kept by nobody who has seen another account meanwhile`() async {
        let cache = ListingCache()
        _ = await cache.renew("a") { () async -> Listing in
            cache.forget("a")
            return Self.listing(["A"])
        }
        #expect(cache.listing(of: "a", in: Self.time...Self.time) == nil)
        _ = await cache.renew("a") { () async -> Listing in Self.listing(["A"]) }
        #expect(cache.listing(of: "a", in: Self.time...Self.time) != nil)
    }
}
