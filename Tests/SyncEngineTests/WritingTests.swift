import LiveLog
import Projection
import Sandbox
import SyncModel
import Testing

/// What is written, and how many requests it takes.
@Suite(.timeLimit(.minutes(10))) struct WritingTests {
    private func begin(
        _ bench: EngineBench,
        _ values: [String: String],
        _ options: SyncOptions = SyncOptions()
    ) async throws -> EngineSession {
        let session = try await bench.start()
        try await session.addConnection()
        try await session.addSync(options: options)
        if !values.isEmpty {
            try await session.set(values.mapValues { $0 })
            await session.pushed()
        }
        return session
    }

    @Test func `only what changed since the last acknowledged write is written`() async throws {
        let bench = try await EngineBench()
        let session = try await begin(bench, ["A": "1", "B": "2", "C": "3"])
        #expect(await bench.values() == ["A": "1", "B": "2", "C": "3"])
        #expect(
            await bench.takeRequests()
                == ["GET variables", "POST variables", "POST variables", "POST variables"]
        )
        try await session.set(["A": "1", "B": "new", "C": nil])
        await session.pushed()
        #expect(await bench.values() == ["A": "1", "B": "new"])
        #expect(await bench.takeRequests() == ["DELETE C", "PUT B"])
        await session.stop()
    }

    @Test func `deletions come before writes where the sync says so`() async throws {
        let bench = try await EngineBench()
        let session = try await begin(
            bench,
            ["A": "1", "B": "2", "C": "3"],
            SyncOptions(deleteOrder: .first)
        )
        _ = await bench.takeRequests()
        try await session.set(["A": "new", "B": nil, "C": nil])
        await session.pushed()
        #expect(await bench.values() == ["A": "new"])
        let kinds = try session.events().map(\.body)
            .compactMap { body -> String? in
                switch body {
                case .push(.variableWritten): "write"
                case .push(.variableDeleted): "delete"
                case _: nil
                }
            }
        #expect(kinds.suffix(3) == ["delete", "delete", "write"])
        await session.stop()
    }

    @Test func `no change leads to no write`() async throws {
        let bench = try await EngineBench()
        let session = try await begin(bench, ["A": "1"])
        _ = await bench.takeRequests()
        try await session.set(["A": "1"])
        try await session.record(.sync(.pushRequested(syncID: "sync-1")))
        await session.pushed()
        // What is asked for by hand is listed anew, and that is all.
        #expect(await bench.takeRequests() == ["GET variables"])
        await session.stop()
    }

    @Test func `a listing that is older than its age is made anew before a push relies on it`()
        async throws
    {
        let bench = try await EngineBench()
        let session = try await begin(bench, ["A": "1"])
        _ = await bench.takeRequests()
        bench.pass(.seconds(299))
        try await session.set(["A": "2"])
        await session.pushed()
        #expect(await bench.takeRequests() == ["PUT A"])
        bench.pass(.seconds(2))
        try await session.set(["A": "3"])
        await session.pushed()
        #expect(await bench.takeRequests() == ["GET variables", "PUT A"])
        await session.stop()
    }

    @Test func `a write that meets something unexpected has the account listed anew`()
        async throws
    {
        let bench = try await EngineBench()
        let session = try await begin(bench, ["A": "1"])
        await bench.checkly.setVariable("A", to: nil, account: EngineBench.account)
        _ = await bench.takeRequests()
        try await session.set(["A": "2"])
        await session.pushed()
        #expect(await bench.takeRequests() == ["POST variables", "PUT A"])
        try await session.set(["A": "3"])
        await session.pushed()
        #expect(await bench.takeRequests() == ["GET variables", "PUT A"])
        await session.stop()
    }

    @Test func `many changed keys cost one request each`() async throws {
        let bench = try await EngineBench()
        let keys = (0..<250).map { "K\($0)" }
        let session = try await begin(
            bench,
            Dictionary(uniqueKeysWithValues: keys.map { ($0, "1") })
        )
        _ = await bench.takeRequests()
        try await session.set(Dictionary(uniqueKeysWithValues: keys.prefix(40).map { ($0, "2") }))
        await session.pushed()
        #expect(await bench.takeRequests().count == 40)
        await session.stop()
    }

    @Test func `an unknown folder pushes nothing and deletes nothing`() async throws {
        let bench = try await EngineBench()
        await bench.checkly.setVariable(
            "HAND",
            to: StoredVariable(value: "made"),
            account: EngineBench.account
        )
        let session = try await begin(bench, [:])
        try await session.record(.sync(.pushRequested(syncID: "sync-1")))
        try await session.lookedAtAll()
        #expect(session.status()?.status == .pending)
        #expect(await bench.values() == ["HAND": "made"])
        let asked = await bench.checkly.requests.filter { $0.account == EngineBench.account }
        #expect(asked.isEmpty)
        await session.stop()
    }

    @Test func `an emptied folder deletes what was written`() async throws {
        let bench = try await EngineBench()
        let session = try await begin(
            bench,
            ["A": "1", "B": "2"],
            SyncOptions(initialSyncBehavior: .preserveDestination)
        )
        await bench.checkly.setVariable(
            "HAND",
            to: StoredVariable(value: "made"),
            account: EngineBench.account
        )
        try await session.replace(with: [:])
        await session.pushed()
        #expect(await bench.values() == ["HAND": "made"])
        await session.stop()
    }

    @Test func `disabled deletion deletes nothing`() async throws {
        let bench = try await EngineBench()
        let session = try await begin(
            bench,
            ["A": "1", "B": "2"],
            SyncOptions(disableSecretDeletion: true)
        )
        try await session.replace(with: ["A": "3"])
        await session.pushed()
        #expect(await bench.values() == ["A": "3", "B": "2"])
        await session.stop()
    }

    @Test func `too many deletions stop before the first write`() async throws {
        let bench = try await EngineBench()
        let session = try await begin(
            bench,
            ["A": "1", "B": "2", "C": "3"],
            SyncOptions(maxDeletions: 1)
        )
        _ = await bench.takeRequests()
        try await session.replace(with: ["A": "changed"])
        let status = await session.failed()
        #expect(status?.message?.hasPrefix("too-many-deletions") == true)
        #expect(await bench.takeRequests().isEmpty)
        #expect(await bench.values() == ["A": "1", "B": "2", "C": "3"])
        await session.stop()
    }

    @Test func `a variable removed by hand is given up with its secret`() async throws {
        let bench = try await EngineBench()
        let session = try await begin(bench, ["A": "1", "B": "2"])
        await bench.checkly.setVariable("A", to: nil, account: EngineBench.account)
        try await session.set(["A": nil])
        await session.pushed()
        #expect(session.state.current.ledger.written(by: "sync-1").map(\.key) == ["B"])
        await session.stop()
    }
}
