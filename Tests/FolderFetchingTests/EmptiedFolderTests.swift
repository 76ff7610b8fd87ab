import EventLog
import LiveLog
import Projection
import Sandbox
import FolderFetching
import SyncModel
import Testing

private let app = KMSFolder(projectId: "p", environment: "dev", secretPath: "/app")
private let shared = KMSFolder(projectId: "p", environment: "dev", secretPath: "/shared")
private let other = KMSFolder(projectId: "p", environment: "dev", secretPath: "/other")

/// Emptiness may be a permission that was lost, so it is not believed at once.
@Suite(.serialized, .timeLimit(.minutes(10))) struct EmptiedFolderTests {
    private static let interval = Duration.seconds(60)

    /// A bench whose folder was read with two secrets of its own and one that it imports.
    private static func bench(
        api: KMSAccess.API = .infisicalV3,
        holds: Bool = true,
        reconcile: Duration? = interval
    ) async throws -> FetchBench {
        let bench = try await FetchBench(reconcile: reconcile, api: api, holdsEmptied: holds)
        await bench.kms.setSecret("A", to: "1", in: app)
        await bench.kms.setSecret("B", to: "2", in: app)
        await bench.kms.setSecret("HOST", to: "h", in: shared)
        await bench.kms.setImports([shared], of: app)
        try await bench.addSync(app)
        return bench
    }

    private static let whole = ["A": "1", "B": "2", "HOST": "h"]

    /// Runs until the folder is known, then with faults until something is held.
    private static func lose(
        _ bench: FetchBench,
        _ change: (inout KMSFaults) -> Void
    ) async throws {
        try await bench.wait { try bench.values(app) != nil }
        var faults = KMSFaults.none
        change(&faults)
        await bench.kms.setFaults(faults)
        await bench.notify(app)
        try await bench.wait { bench.fetchStatus(app)?.held != nil }
    }

    @Test func `a list without the imports that were asked for is a failed read`() async throws {
        let bench = try await Self.bench()
        try await bench.run {
            try await bench.wait { try bench.values(app) == Self.whole }
            var faults = KMSFaults.none
            faults.omitsImports = true
            await bench.kms.setFaults(faults)
            await bench.notify(app)
            try await bench.wait { bench.fetchStatus(app)?.failure?.code == "kms-answer" }
            #expect(try bench.values(app) == Self.whole)
        }
    }

    @Test(arguments: KMSAccess.API.allCases)
    func `a client that sees nothing any more empties nothing, however often it reads`(
        api: KMSAccess.API
    ) async throws {
        let bench = try await Self.bench(api: api)
        let whole = api == .hanzoV1 ? ["A": "1", "B": "2"] : Self.whole
        try await bench.run {
            try await Self.lose(bench) { $0.showsNothing = true }
            #expect(bench.fetchStatus(app)?.held?.keyCount == whole.count)
            let (head, count) = (bench.log.head, await bench.kms.readCount)
            try await bench.wait { await bench.kms.readCount > count + 12 }
            #expect(try bench.values(app) == whole)
            #expect(bench.log.head == head)
        }
    }

    @Test func `an import that is not listed any more takes nothing away at first`() async throws {
        let bench = try await Self.bench()
        try await bench.run {
            try await Self.lose(bench) { $0.dropsImports = true }
            let held = bench.fetchStatus(app)?.held
            #expect(held?.emptied.map(\.secretPath) == ["/shared"])
            #expect(held?.keyCount == 1)
            #expect(try bench.values(app) == Self.whole)
            // It shows itself to the client still, so the import was taken away.
            try await bench.wait { try bench.values(app) == ["A": "1", "B": "2"] }
            let since = try #require(held?.since)
            #expect(since.advanced(by: Self.interval) <= bench.now())
            #expect(bench.fetchStatus(app)?.held == nil)
        }
    }

    @Test func `what is seen again ends the waiting`() async throws {
        let bench = try await Self.bench()
        try await bench.run {
            try await Self.lose(bench) { $0.showsNothing = true }
            await bench.kms.setFaults(.none)
            try await bench.wait { bench.fetchStatus(app)?.held == nil }
            #expect(try bench.values(app) == Self.whole)
        }
    }

    @Test func `a second read is believed where the client still sees a folder beside it`()
        async throws
    {
        let bench = try await FetchBench(reconcile: Self.interval)
        await bench.kms.setSecret("A", to: "1", in: app)
        await bench.kms.setSecret("X", to: "1", in: other)
        try await bench.addSync(app)
        try await bench.addSync(other, id: "2")
        try await bench.run {
            try await bench.wait { try bench.values(app) != nil && bench.values(other) != nil }
            await bench.kms.deleteSecret("A", in: app)
            try await bench.wait { bench.fetchStatus(app)?.held != nil }
            let since = try #require(bench.fetchStatus(app)?.held?.since)
            #expect(try bench.values(app) == ["A": "1"])
            try await bench.wait { try bench.values(app) == [:] }
            #expect(since.advanced(by: Self.interval) <= bench.now())
        }
    }

    @Test(arguments: [nil, interval])
    func `somebody may confirm it at once`(reconcile: Duration?) async throws {
        let bench = try await Self.bench(reconcile: reconcile)
        try await bench.run {
            try await Self.lose(bench) { $0.showsNothing = true }
            try await bench.append(
                .folder(.emptiedConfirmed(FetchBench.id(app).path)),
                source: FetchBench.source
            )
            try await bench.wait { try bench.values(app) == [:] }
            #expect(bench.fetchStatus(app)?.held == nil)
        }
    }

    @Test func `a source that holds nothing believes the first read`() async throws {
        let bench = try await Self.bench(holds: false)
        try await bench.run {
            try await bench.wait { try bench.values(app) == Self.whole }
            var faults = KMSFaults.none
            faults.showsNothing = true
            await bench.kms.setFaults(faults)
            await bench.notify(app)
            try await bench.wait { try bench.values(app) == [:] }
        }
    }

    @Test func `some secrets of many may go at once`() async throws {
        let bench = try await Self.bench()
        try await bench.run {
            try await bench.wait { try bench.values(app) == Self.whole }
            await bench.kms.deleteSecret("A", in: app)
            try await bench.wait { try bench.values(app) == ["B": "2", "HOST": "h"] }
        }
    }

    @Test func `a secret that cannot be taken stops no other, and stays as it is`() async throws {
        let bench = try await Self.bench()
        try await bench.run {
            try await bench.wait { try bench.values(app) == Self.whole }
            await bench.kms.setSecret("A", to: String(repeating: "v", count: 70_000), in: app)
            await bench.kms.setSecret("env:Production", to: "x", in: app)
            await bench.kms.setSecret("B", to: "3", in: app)
            try await bench.wait {
                try bench.values(app) == ["A": "1", "B": "3", "HOST": "h"]
            }
            try await bench.wait {
                bench.state.read { $0.folders[FetchBench.id(app)]?.leftOut.count } == 2
            }
            let (head, count) = (bench.log.head, await bench.kms.readCount)
            try await bench.wait { await bench.kms.readCount > count + 3 }
            #expect(bench.log.head == head)
            await bench.kms.setSecret("A", to: "2", in: app)
            try await bench.wait { try bench.values(app)?["A"] == "2" }
        }
    }
}
