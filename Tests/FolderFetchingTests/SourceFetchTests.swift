import EventLog
import Projection
import Sandbox
import KMSClients
import FolderFetching
import SyncModel
import TestSupport
import Testing

private let app = KMSFolder(projectId: "p", environment: "dev", secretPath: "/app")
private let shared = KMSFolder(projectId: "p", environment: "dev", secretPath: "/shared")
private let unused = KMSFolder(projectId: "p", environment: "dev", secretPath: "/unused")

@Suite(.serialized, .timeLimit(.minutes(10))) struct FolderFetchingTests {
    @Test(arguments: KMSAccess.API.allCases)
    func `a folder is read as soon as a sync needs it, and again when it changes`(
        api: KMSAccess.API
    ) async throws {
        let bench = try await FetchBench(api: api)
        await bench.kms.setSecret("A", to: "1", in: app)
        try await bench.run {
            try await bench.addSync(app)
            try await bench.wait { try bench.values(app) == ["A": "1"] }
            await bench.kms.setSecret("B", to: "2", in: app)
            await bench.kms.deleteSecret("A", in: app)
            try await bench.wait { try bench.values(app) == ["B": "2"] }
        }
    }

    @Test func `imports are merged and references expanded`() async throws {
        let bench = try await FetchBench()
        await bench.kms.setSecret("HOST", to: "h", in: shared)
        await bench.kms.setSecret("BOTH", to: "theirs", in: shared)
        await bench.kms.setSecret("BOTH", to: "own", in: app)
        await bench.kms.setSecret("URL", to: "http://${dev.shared.HOST}/", in: app)
        await bench.kms.setImports([shared], of: app)
        try await bench.run {
            try await bench.addSync(app)
            try await bench.wait {
                try bench.values(app) == ["HOST": "h", "BOTH": "own", "URL": "http://h/"]
            }
        }
    }

    @Test func `a change of an imported folder reads the folder that imports it`() async throws {
        let bench = try await FetchBench()
        await bench.kms.setSecret("HOST", to: "1", in: shared)
        await bench.kms.setImports([shared], of: app)
        try await bench.run {
            try await bench.addSync(app)
            try await bench.wait { try bench.values(app) == ["HOST": "1"] }
            await bench.kms.setFaults(with { $0.losesWebhooks = true })
            await bench.kms.setSecret("HOST", to: "2", in: shared)
            await bench.notify(shared)
            try await bench.wait { try bench.values(app) == ["HOST": "2"] }
        }
    }

    @Test func `a folder that no sync needs is not read`() async throws {
        let bench = try await FetchBench()
        await bench.kms.setSecret("A", to: "1", in: app)
        try await bench.run {
            try await bench.addSync(app)
            try await bench.wait { try bench.values(app) != nil }
            await bench.kms.setSecret("X", to: "1", in: unused)
            await bench.kms.setSecret("A", to: "2", in: app)
            try await bench.wait { try bench.values(app) == ["A": "2"] }
            #expect(await bench.kms.readCount == 2)
            #expect(bench.fetchStatus(unused)?.lastNotifiedAt != nil)
        }
    }

    @Test func `a burst leads to one read, and one that comes during a read to one more`()
        async throws
    {
        let bench = try await FetchBench()
        await bench.kms.setSecret("A", to: "0", in: app)
        try await bench.run {
            try await bench.addSync(app)
            try await bench.wait { try bench.values(app) == ["A": "0"] }
            bench.transport.close()
            for value in 1...20 { await bench.kms.setSecret("A", to: "\(value)", in: app) }
            try await bench.wait { bench.transport.heldCount == 1 }
            #expect(await bench.kms.readCount == 2)
            for value in 21...40 { await bench.kms.setSecret("A", to: "\(value)", in: app) }
            bench.transport.open()
            try await bench.wait { try bench.values(app) == ["A": "40"] }
            let end = bench.clock.now.advanced(by: .seconds(30))
            try await bench.wait { bench.clock.now >= end }
            #expect(await bench.kms.readCount == 3)
        }
    }

    @Test(arguments: [
        with { $0.readStatus = 500 }, with { $0.readStatus = 404 }, with { $0.readStatus = 403 },
        with { $0.readStatus = 429 }, with { $0.hidesValues = true },
        with { $0.cutsAnswers = true }, with { $0.expiresTokens = true },
    ])
    func `a read that fails changes nothing, is recorded once and made again`(
        faults: KMSFaults
    ) async throws {
        let bench = try await FetchBench()
        await bench.kms.setSecret("A", to: "1", in: app)
        await bench.kms.setSecret("B", to: "2", in: app)
        try await bench.run {
            try await bench.addSync(app)
            try await bench.wait { try bench.values(app)?.count == 2 }
            await bench.kms.setFaults(faults)
            await bench.kms.deleteSecret("B", in: app)
            try await bench.wait { bench.fetchStatus(app)?.failure != nil }
            let head = bench.log.head
            let count = await bench.kms.readCount
            try await bench.wait { await bench.kms.readCount >= count + 4 }
            #expect(try bench.values(app) == ["A": "1", "B": "2"])
            #expect(bench.log.head == head)
            #expect(bench.journal.entry(FetchBench.id(app)).nextTryAt != nil)
            await bench.kms.setFaults(.none)
            try await bench.wait { try bench.values(app) == ["A": "1"] }
            #expect(bench.fetchStatus(app)?.failure == nil)
        }
    }

    @Test func `a reference that leads nowhere is not pushed as text`() async throws {
        let bench = try await FetchBench()
        await bench.kms.setSecret("A", to: "1", in: app)
        try await bench.run {
            try await bench.addSync(app)
            try await bench.wait { try bench.values(app) != nil }
            await bench.kms.setSecret("A", to: "${NOWHERE}", in: app)
            try await bench.wait {
                bench.fetchStatus(app)?.failure?.code == "kms-unresolved-reference"
            }
            #expect(try bench.values(app) == ["A": "1"])
        }
    }

    @Test func `a lost webhook is made good by reading now and then, which is remembered`()
        async throws
    {
        let bench = try await FetchBench(reconcile: .seconds(20))
        await bench.kms.setSecret("A", to: "1", in: app)
        try await bench.run {
            try await bench.addSync(app)
            try await bench.wait { try bench.values(app) != nil }
            #expect(bench.fetchStatus(app)?.lastMissedAt == nil)
            await bench.kms.setFaults(with { $0.losesWebhooks = true })
            await bench.kms.setSecret("A", to: "2", in: app)
            try await bench.wait { try bench.values(app) == ["A": "2"] }
            #expect(bench.fetchStatus(app)?.lastMissedAt != nil)
        }
    }

    @Test func `reading what is known already leaves no trace in the log`() async throws {
        let bench = try await FetchBench(reconcile: .seconds(10))
        await bench.kms.setSecret("A", to: "1", in: app)
        try await bench.run {
            try await bench.addSync(app)
            try await bench.wait { try bench.values(app) != nil }
            let head = bench.log.head
            try await bench.wait { await bench.kms.readCount > 10 }
            #expect(bench.log.head == head)
        }
    }

    @Test func `a folder that is not there is told apart from one that cannot be read`()
        async throws
    {
        let bench = try await FetchBench()
        await bench.kms.setSecret("A", to: "1", in: app)
        func problem(of folder: KMSFolder) async -> String? {
            await bench.reading.probe(FetchBench.id(folder), within: .seconds(5))?.code
        }
        #expect(await problem(of: app) == nil)
        #expect(await problem(of: unused) == "kms-folder-missing")
        await bench.kms.setFaults(with { $0.readStatus = 500 })
        #expect(await problem(of: unused) == "kms-unavailable")
    }
}

private func with(_ change: (inout KMSFaults) -> Void) -> KMSFaults {
    var faults = KMSFaults.none
    change(&faults)
    return faults
}
