import EventLog
import LiveLog
import Projection
import Sandbox
import SyncEngine
import SyncModel
import Testing

/// An account that somebody uses already, and a folder of which only single changes are known.
@Suite(.timeLimit(.minutes(10))) struct PartialFolderTests {
    private static let made = ["APP_BASE_URL": "made", "APP_LOGIN_USER": "made"]

    private func begin(_ bench: EngineBench) async throws -> EngineSession {
        for key in Self.made.keys { await bench.makeByHand(key) }
        let session = try await bench.start()
        try await session.addConnection()
        try await session.addSync(
            options: SyncOptions(
                initialSyncBehavior: .overwriteDestination,
                keySchema: KeySchema("APP_{{secretKey}}")
            )
        )
        try await session.set(["API_KEY": "1"])
        await session.pushed()
        return session
    }

    @Test func `single changes delete nothing that somebody else made`() async throws {
        let bench = try await EngineBench()
        let session = try await begin(bench)
        let own = Self.made.merging(["APP_API_KEY": "1"]) { $1 }
        #expect(await bench.values() == own)
        // What the sync itself wrote goes all the same, also where its key comes and goes.
        try await session.set(["API_KEY": nil, "BASE_URL": nil, "LOGIN_USER": " "])
        await session.pushed()
        #expect(await bench.values() == Self.made)
        try await session.record(.sync(.pushRequested(syncID: "sync-1")))
        await session.pushed()
        #expect(await bench.values() == Self.made)
        await session.stop()
    }

    @Test(arguments: [true, false])
    func `a value that a push left out is pushed when it comes again`(
        isListed: Bool
    ) async throws {
        let bench = try await EngineBench()
        let session = try await bench.start()
        try await session.addConnection()
        try await session.addSync()
        try await session.set(["A": "1", "B": "1"])
        await session.pushed()
        try await session.record(.sync(.paused(syncID: "sync-1", reason: nil)))
        try await session.set(["A": "2"])
        let path = EngineSession.path("/app")
        let leftOut = LeftOutSecret("A", reason: "Its value is too large.")
        try await session.record(.secrets(.changed(path, [], leftOut: [leftOut])), source: "kms")
        try await session.set(["B": "2"])
        try await session.record(.sync(.resumed(syncID: "sync-1", reason: nil)))
        await session.pushed()
        #expect(await bench.values() == ["A": "1", "B": "2"])
        if isListed {
            try await session.replace(with: ["A": "2", "B": "2"])
        } else {
            try await session.set(["A": "2"])
        }
        await session.pushed()
        #expect(await bench.values() == ["A": "2", "B": "2"])
        await session.stop()
    }

    @Test(arguments: ["snapshot", "observation", "declaration"])
    func `pruning begins once the whole folder is known`(by way: String) async throws {
        let bench = try await EngineBench()
        let session = try await begin(bench)
        switch way {
        case "snapshot": try await session.replace(with: ["API_KEY": "1"])
        case "observation":
            let read = FolderObservation(
                cause: .notified,
                through: session.log.head,
                secrets: [],
                imports: []
            )
            try await session.record(
                .folder(.observed(EngineSession.path("/app"), read)),
                source: "kms"
            )
        case _:
            let id = FolderID(source: "kms", path: EngineSession.path("/app"))
            try await session.record(.folder(.declaredComplete(id)))
        }
        await session.pushed()
        #expect(await bench.values() == (way == "observation" ? [:] : ["APP_API_KEY": "1"]))
        await session.stop()
    }
}
