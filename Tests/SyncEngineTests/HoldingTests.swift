import EventLog
import LiveLog
import Projection
import Sandbox
import SyncEngine
import SyncModel
import TestSupport
import Testing

/// Syncs that are paused, pinned, compared or waiting for somebody.
@Suite(.timeLimit(.minutes(10))) struct HoldingTests {
    private func begin(
        _ bench: EngineBench,
        _ values: [String: String],
        isAutoSyncEnabled: Bool = true,
        settings: SyncEngine.Settings = .init()
    ) async throws -> EngineSession {
        let session = try await bench.start(settings: settings)
        try await session.addConnection()
        var sync = EngineSession.sync(
            "sync-1",
            account: EngineBench.account,
            options: SyncOptions(
                initialSyncBehavior: .preserveDestination,
                keySchema: KeySchema("APP_{{secretKey}}")
            )
        )
        sync.isAutoSyncEnabled = isAutoSyncEnabled
        try await session.record(.sync(.created(sync)))
        try await session.set(values.mapValues { $0 })
        if !isAutoSyncEnabled { try await session.record(.sync(.pushRequested(syncID: "sync-1"))) }
        await session.pushed()
        return session
    }

    @Test func `a paused sync writes nothing until it is resumed`() async throws {
        let bench = try await EngineBench()
        let session = try await begin(bench, ["A": "1"])
        try await session.record(.sync(.paused(syncID: "sync-1", reason: "freeze")))
        try await session.set(["A": "2"])
        try await session.lookedAtAll()
        #expect(await bench.values() == ["APP_A": "1"])
        #expect(session.status()?.pause?.reason == "freeze")
        try await session.record(.sync(.resumed(syncID: "sync-1", reason: nil)))
        await session.pushed()
        #expect(await bench.values() == ["APP_A": "2"])
        await session.stop()
    }

    @Test func `a pinned sync holds what was wanted then, over a restart, until it is unpinned`()
        async throws
    {
        let bench = try await EngineBench()
        do {
            let session = try await begin(bench, ["A": "1", "B": "1"])
            let then = session.log.head
            try await session.set(["A": "2", "B": nil, "C": "2"])
            await session.pushed()
            try await session.record(.sync(.pinned(syncID: "sync-1", asOf: then)))
            await session.pushed()
            #expect(await bench.values() == ["APP_A": "1", "APP_B": "1"])
            await session.stop()
        }
        let session = try await bench.start()
        try await session.set(["A": "3"])
        try await session.lookedAtAll()
        #expect(await bench.values() == ["APP_A": "1", "APP_B": "1"])
        try await session.record(.sync(.unpinned(syncID: "sync-1")))
        await session.pushed()
        #expect(await bench.values() == ["APP_A": "3", "APP_C": "2"])
        await session.stop()
    }

    private static let reconciling = SyncEngine.Settings(reconcileInterval: .seconds(900))

    private func disturb(_ bench: EngineBench) async {
        let account = EngineBench.account
        await bench.checkly.setVariable("APP_A", to: nil, account: account)
        await bench.checkly.setVariable("APP_B", to: StoredVariable(value: "x"), account: account)
        await bench.checkly.setVariable("APP_X", to: StoredVariable(value: "x"), account: account)
        await bench.checkly.setVariable("OTHER", to: StoredVariable(value: "x"), account: account)
    }

    private static let drifts = [
        Drift(kind: .missing, key: "APP_A"), Drift(kind: .readable, key: "APP_B"),
        Drift(kind: .foreign, key: "APP_X"),
    ]

    @Test func `drift is recorded once, and repaired where auto-sync is on`() async throws {
        let bench = try await EngineBench()
        try await begin(bench, ["A": "1", "B": "2"]).stop()
        await disturb(bench)
        let session = try await bench.start(settings: Self.reconciling)
        await session.until { state in
            state.statuses["sync-1"]?.drifts == [Drift(kind: .foreign, key: "APP_X")]
                && state.statuses["sync-1"]?.openRun == nil
        }
        await session.stop()
        #expect(
            await bench.values()
                == ["APP_A": "1", "APP_B": "2", "APP_X": "x", "OTHER": "x"]
        )
        let found = try session.events()
            .compactMap { event in
                if case .sync(.driftDetected(_, _, let drifts)) = event.body { drifts } else { nil }
            }
        #expect(found.first == Self.drifts)
        #expect(found.count <= 2)
    }

    @Test func `without auto-sync drift is shown and nothing is written`() async throws {
        let bench = try await EngineBench()
        try await begin(bench, ["A": "1", "B": "2"], isAutoSyncEnabled: false).stop()
        await disturb(bench)
        let before = await bench.values()
        let session = try await bench.start(settings: Self.reconciling)
        await session.until { $0.statuses["sync-1"]?.drifts == Self.drifts }
        await session.stop()
        #expect(await bench.values() == before)
    }

    @Test func `a refused API key stops every sync of its connection, over a restart too`()
        async throws
    {
        let bench = try await EngineBench()
        do {
            let session = try await begin(bench, ["A": "1"])
            try await session.addSync(
                "sync-2",
                account: EngineBench.otherAccount,
                folder: "/other"
            )
            await bench.checkly.script(Fault(.status(401), times: 1))
            try await session.set(["A": "2"])
            await session.failed()
            #expect(session.state.current.refusedConnections == ["connection"])
            await session.stop()
        }
        _ = await bench.takeRequests()
        let session = try await bench.start()
        try await session.set(["B": "1"], in: "/other")
        try await session.set(["A": "3"])
        await letOthersRun()
        #expect(await bench.takeRequests().isEmpty)
        try await session.addConnection(isNew: false)
        await session.pushed()
        await session.pushed("sync-2")
        #expect(await bench.values() == ["APP_A": "3"])
        await session.stop()
    }

    @Test func `a removal that fails for a passing reason is tried again`() async throws {
        let bench = try await EngineBench()
        let session = try await begin(bench, ["A": "1"])
        await bench.checkly.script(Fault(.status(500), method: "DELETE", times: 4))
        try await session.record(.sync(.removalRequested(syncID: "sync-1", deletesSync: true)))
        await session.until { $0.syncs["sync-1"] == nil }
        #expect(await bench.values() == [:])
        await session.stop()
    }
}
