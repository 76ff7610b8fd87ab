import LiveLog
import Projection
import Sandbox
import SyncEngine
import SyncModel
import Testing

/// A sync that is about more than is allowed.
@Suite(.timeLimit(.minutes(10))) struct SyncLimitTests {
    @Test func `a sync with too many folders says so, touches nothing, and can be deleted`()
        async throws
    {
        let bench = try await EngineBench()
        let session = try await bench.start()
        try await session.addConnection()
        try await session.addSync()
        try await session.set(["A": "1"])
        await session.pushed()
        // As a log from before there was a limit may have it.
        let paths = (1...SyncLimit.folderCount).map { EngineSession.path("/\($0)") }
        for path in paths { try await session.record(.secrets(.snapshot(path, [])), source: "kms") }
        try await session.record(
            .secrets(.imports(EngineSession.path("/app"), paths)),
            source: "kms"
        )
        try await session.replace(with: ["B": "2"])
        let failure = await session.failed()
        #expect(failure?.message?.hasPrefix("sync-too-large: ") == true)
        #expect(failure?.parkedWhole != nil)
        #expect(await bench.values() == ["A": "1"])
        await #expect(throws: PushProblem.self) {
            try await session.engine.plan("sync-1", asOf: nil)
        }

        try await session.record(.sync(.removalRequested(syncID: "sync-1", deletesSync: true)))
        await session.until { $0.syncs["sync-1"] == nil }
        #expect(await bench.values().isEmpty)
        await session.stop()
    }

    @Test func `it goes on once it imports less`() async throws {
        let bench = try await EngineBench()
        let session = try await bench.start()
        try await session.addConnection()
        try await session.addSync()
        let paths = (1...SyncLimit.folderCount).map { EngineSession.path("/\($0)") }
        for path in paths { try await session.record(.secrets(.snapshot(path, [])), source: "kms") }
        try await session.record(
            .secrets(.imports(EngineSession.path("/app"), paths)),
            source: "kms"
        )
        try await session.set(["A": "1"])
        await session.failed()
        try await session.record(.secrets(.imports(EngineSession.path("/app"), [])), source: "kms")
        await session.pushed()
        #expect(await bench.values() == ["A": "1"])
        await session.stop()
    }
}
