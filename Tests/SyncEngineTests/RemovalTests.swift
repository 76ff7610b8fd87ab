import LiveLog
import Projection
import ReadModels
import Sandbox
import SyncEngine
import SyncModel
import TestSupport
import Testing

/// Taking away what a sync wrote, and who owns a key.
@Suite(.timeLimit(.minutes(10))) struct RemovalTests {
    private static let preserving = SyncOptions(initialSyncBehavior: .preserveDestination)

    private func begin(
        _ bench: EngineBench,
        _ options: SyncOptions = preserving
    ) async throws -> EngineSession {
        await bench.makeByHand("HAND")
        let session = try await bench.start()
        try await session.addConnection()
        try await session.addSync(options: options)
        try await session.set(["A": "1", "B": "2"])
        await session.pushed()
        return session
    }

    @Test func `removing takes only what the ledger says and asks for no new push`() async throws {
        let bench = try await EngineBench()
        let session = try await begin(bench)
        try await session.record(.sync(.removalRequested(syncID: "sync-1", deletesSync: false)))
        await session.until { $0.statuses["sync-1"]?.removeStatus == .succeeded }
        try await session.lookedAtAll()
        #expect(await bench.values() == ["HAND": "made"])
        #expect(session.state.current.ledger.written(by: "sync-1").isEmpty)
        await session.stop()
    }

    @Test func `deleting with removal ends the sync`() async throws {
        let bench = try await EngineBench()
        let session = try await begin(
            bench,
            SyncOptions(
                initialSyncBehavior: .preserveDestination,
                disableSecretDeletion: true,
                maxDeletions: 1
            )
        )
        try await session.record(.sync(.removalRequested(syncID: "sync-1", deletesSync: true)))
        await session.until { $0.syncs["sync-1"] == nil }
        #expect(await bench.values() == ["HAND": "made"])
        let types = try session.events().suffix(2).map(\.body)
        #expect(types.last == .sync(.deleted(id: "sync-1")))
        await session.stop()
    }

    @Test func `a failed push does not hold up a removal`() async throws {
        let bench = try await EngineBench()
        let session = try await begin(bench)
        await bench.checkly.script(Fault(.status(400), method: "PUT", key: "A"))
        try await session.set(["A": "bad"])
        await session.failed()
        try await session.record(.sync(.removalRequested(syncID: "sync-1", deletesSync: true)))
        await session.until { $0.syncs["sync-1"] == nil }
        #expect(await bench.values() == ["HAND": "made"])
        await session.stop()
    }

    @Test(arguments: [400, 403])
    func `a removal that was refused cries for somebody, and one asked for anew begins`(
        status: Int
    ) async throws {
        let bench = try await EngineBench()
        let session = try await bench.start()
        try await session.record(.source(.created(.sample("kms"))))
        try await session.addConnection()
        try await session.addSync()
        try await session.set(["A": "1"])
        await session.pushed()
        await bench.checkly.script(Fault(.status(status), method: "DELETE", times: 1))
        try await session.record(.sync(.removalRequested(syncID: "sync-1", deletesSync: true)))
        await session.until { $0.statuses["sync-1"]?.removeStatus == .failed }
        let now = session.state.current
        let sync = try #require(now.syncs["sync-1"])
        let condition = now.condition(of: sync, activity: nil)
        #expect(condition.state == .needsYou)
        #expect(condition.message.contains("could not be removed: "))
        #expect(condition.message.contains("checkly-sync syncs remove-secrets"))
        try await session.record(.sync(.removalRequested(syncID: "sync-1", deletesSync: true)))
        await session.until { $0.syncs["sync-1"] == nil }
        #expect(await bench.values() == [:])
        await session.stop()
    }

    @Test func `two syncs of one account leave each other's keys alone`() async throws {
        let bench = try await EngineBench()
        let session = try await begin(bench, SyncOptions())
        try await session.replace(with: ["A": "1", "B": "2"])
        await session.pushed()
        #expect(await bench.values() == ["A": "1", "B": "2"])
        try await session.addSync("sync-2", folder: "/other")
        try await session.set(["B": "stolen", "C": "3"], in: "/other")
        let status = await session.failed("sync-2")
        #expect(status?.message?.hasPrefix("conflict: B") == true)
        #expect(await bench.values() == ["A": "1", "B": "2", "C": "3"])
        try await session.set(["A": "9"])
        await session.pushed()
        #expect(await bench.values() == ["A": "9", "B": "2", "C": "3"])
        try await session.record(.sync(.removalRequested(syncID: "sync-2", deletesSync: false)))
        await session.until { $0.statuses["sync-2"]?.removeStatus == .succeeded }
        #expect(await bench.values() == ["A": "9", "B": "2"])
        await session.stop()
    }

    @Test func `what a deleted sync wrote may be taken over`() async throws {
        let bench = try await EngineBench()
        let session = try await begin(bench)
        try await session.record(.sync(.deleted(id: "sync-1")))
        try await session.addSync("sync-2")
        await session.pushed("sync-2")
        try await session.set(["A": "taken"])
        await session.pushed("sync-2")
        #expect(await bench.values()["A"] == "taken")
        await session.stop()
    }

    /// Returns once destinations have been compared: the variable of another sync, taken away by
    /// hand, is there again.
    private func compared(_ bench: EngineBench) async throws {
        let session = try await bench.start(
            settings: SyncEngine.Settings(reconcileInterval: .seconds(900))
        )
        for _ in 0..<2 {
            await bench.checkly.setVariable("C", to: nil, account: EngineBench.account)
            bench.pass(.seconds(900))
            try await bench.holds("C")
        }
        await session.stop()
    }

    private func addOther(to session: EngineSession) async throws {
        try await session.addSync("sync-2", folder: "/other", options: Self.preserving)
        try await session.set(["C": "3"], in: "/other")
        await session.pushed("sync-2")
    }

    @Test func `no comparison brings back what was removed`() async throws {
        let bench = try await EngineBench()
        do {
            let session = try await begin(bench)
            try await addOther(to: session)
            try await session.record(.sync(.removalRequested(syncID: "sync-1", deletesSync: false)))
            await session.until { $0.statuses["sync-1"]?.removeStatus == .succeeded }
            await session.stop()
        }
        try await compared(bench)
        #expect(await bench.values() == ["C": "3", "HAND": "made"])
        let session = try await bench.start()
        try await session.set(["A": "2"])
        await session.pushed()
        #expect(await bench.values() == ["A": "2", "B": "2", "C": "3", "HAND": "made"])
        await session.stop()
    }

    @Test(arguments: [false, true])
    func `a removal that fails halfway leaves the sync at rest`(isCutInTwo: Bool) async throws {
        let bench = try await EngineBench()
        do {
            let session = try await begin(bench)
            try await addOther(to: session)
            if isCutInTwo {
                await bench.checkly.script(
                    Fault(.status(503), method: "DELETE", key: "B", times: 4)
                )
            }
            await bench.checkly.script(Fault(.status(400), method: "DELETE", key: "B"))
            try await session.record(.sync(.removalRequested(syncID: "sync-1", deletesSync: true)))
            await session.until { state in
                let status = state.statuses["sync-1"]
                return status?.removeStatus == .failed && status?.removal == nil
            }
            #expect(session.status()?.pause?.reason?.contains("halfway") == true)
            await session.stop()
        }
        try await compared(bench)
        #expect(await bench.values() == ["B": "2", "C": "3", "HAND": "made"])
        let session = try await bench.start()
        try await session.record(.sync(.removalRequested(syncID: "sync-1", deletesSync: true)))
        await session.until { $0.syncs["sync-1"] == nil }
        #expect(await bench.values() == ["C": "3", "HAND": "made"])
        await session.stop()
    }
}
