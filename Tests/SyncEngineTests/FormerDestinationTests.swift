import LiveLog
import Projection
import Sandbox
import SyncEngine
import SyncModel
import TestSupport
import Testing

/// Destinations that a sync has left and that cannot be cleared.
@Suite(.timeLimit(.minutes(10))) struct FormerDestinationTests {
    private static let oldKey = "cu_old"

    /// A sync that was pushed over a connection of its own, whose key is revoked since.
    private func begin(_ bench: EngineBench) async throws -> EngineSession {
        await bench.checkly.addAPIKey(Self.oldKey, accounts: [EngineBench.account])
        let session = try await bench.start()
        try await session.addConnection()
        try await session.addConnection("old", apiKey: Self.oldKey)
        var sync = EngineSession.sync("sync-1", account: EngineBench.account)
        sync.connectionID = "old"
        try await session.record(.sync(.created(sync)))
        try await session.set(["A": "1"])
        await session.pushed()
        await bench.checkly.removeAPIKey(Self.oldKey)
        return session
    }

    private func move(_ session: EngineSession) async throws {
        try await session.record(
            .sync(.updated(EngineSession.sync("sync-1", account: EngineBench.otherAccount)))
        )
        await session.failed()
    }

    private func others(_ bench: EngineBench) async -> [String: String] {
        await bench.values(account: EngineBench.otherAccount)
    }

    @Test func `a former destination that refuses stops nothing at the new one`() async throws {
        let bench = try await EngineBench(clock: VirtualClock(standsStill: true))
        let session = try await begin(bench)
        try await move(session)
        #expect(await others(bench) == ["A": "1"])
        let status = session.status()
        #expect(status?.message?.hasPrefix("former-destination") == true)
        #expect(status?.needsAttention == false)
        #expect(status?.nextTryAt != nil)
        #expect(session.state.current.refusedConnections == [])

        try await session.addSync("sync-2", account: EngineBench.otherAccount, folder: "/other")
        try await session.set(["B": "1"], in: "/other")
        await session.pushed("sync-2")
        try await session.set(["A": "2"])
        try await session.record(.sync(.pushRequested(syncID: "sync-1")))
        await session.until { $0.statuses["sync-1"]?.requestedAt != nil }
        await session.failed(after: status?.lastJobID)
        #expect(await others(bench) == ["A": "2", "B": "1"])
        #expect(await bench.values() == ["A": "1"])
        await session.stop()
    }

    @Test func `a former destination is cleared once its connection works again`() async throws {
        let bench = try await EngineBench()
        let session = try await begin(bench)
        try await move(session)
        try await session.addConnection("old", isNew: false)
        await session.pushed()
        #expect(await bench.values() == [:])
        #expect(session.status()?.formerDestinations == [])
        await session.stop()
    }

    @Test func `no other connection's key is used where a former one is gone`() async throws {
        let bench = try await EngineBench()
        let session = try await begin(bench)
        try await session.record(.connection(.deleted(id: "old")))
        try await session.record(
            .sync(.updated(EngineSession.sync("sync-1", account: EngineBench.otherAccount)))
        )
        await session.pushed()
        #expect(await others(bench) == ["A": "1"])
        #expect(await bench.values() == ["A": "1"])
        await session.stop()
    }

    @Test(arguments: [false, true])
    func `a group that is no more needs no clearing`(isRemoval: Bool) async throws {
        let bench = try await EngineBench()
        let session = try await bench.startWithGroup()
        await bench.checkly.removeGroup(7, account: EngineBench.account)
        if isRemoval {
            try await session.record(.sync(.removalRequested(syncID: "sync-1", deletesSync: true)))
            await session.until { $0.syncs["sync-1"] == nil }
        } else {
            try await session.record(
                .sync(.updated(EngineSession.sync("sync-1", account: EngineBench.account)))
            )
            await session.pushed()
            #expect(await bench.values() == ["A": "1"])
            #expect(session.status()?.formerDestinations == [])
        }
        await session.stop()
    }

    @Test func `a later change waits for no former destination`() async throws {
        let bench = try await EngineBench(clock: VirtualClock(standsStill: true))
        let session = try await begin(bench)
        try await move(session)
        let run = session.status()?.lastJobID
        try await session.set(["A": "2"])
        await session.failed(after: run)
        #expect(await others(bench) == ["A": "2"])
        await session.stop()
    }

    @Test func `a removal ends where a former destination refuses for good`() async throws {
        let bench = try await EngineBench(clock: VirtualClock(standsStill: true))
        let session = try await begin(bench)
        try await move(session)
        try await session.record(.sync(.removalRequested(syncID: "sync-1", deletesSync: false)))
        await session.until { state in
            let status = state.statuses["sync-1"]
            return status?.removeStatus == .failed && status?.removal == nil
        }
        #expect(await others(bench) == [:])
        #expect(session.status()?.removeMessage?.hasPrefix("former-destination") == true)
        await session.stop()
    }

    @Test func `with its connection a former destination is given up`() async throws {
        let bench = try await EngineBench(clock: VirtualClock(standsStill: true))
        let session = try await begin(bench)
        try await move(session)
        try await session.record(.connection(.deleted(id: "old")))
        await session.pushed()
        #expect(session.status()?.formerDestinations == [])
        try await session.addSync("sync-2", folder: "/other")
        try await session.set(["A": "taken over"], in: "/other")
        await session.pushed("sync-2")
        #expect(await bench.values() == ["A": "taken over"])
        await session.stop()
    }
}
