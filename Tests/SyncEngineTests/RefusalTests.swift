import Encodings
import LiveLog
import Projection
import Sandbox
import SyncModel
import TestSupport
import Testing

/// What Checkly refuses, and when it is tried again.
@Suite(.timeLimit(.minutes(10))) struct RefusalTests {
    private func begin(_ bench: EngineBench) async throws -> EngineSession {
        let session = try await bench.start()
        try await session.addConnection()
        try await session.addSync()
        try await session.set(["A": "1", "B": "2"])
        await session.pushed()
        return session
    }

    @Test func `a key that fails stops no other and is not hammered`() async throws {
        let bench = try await EngineBench()
        let session = try await begin(bench)
        await bench.checkly.script(Fault(.status(400), method: "PUT", key: "A", times: 2))
        try await session.set(["A": "bad", "B": "new", "C": "3"])
        let failure = await session.failed()
        #expect(failure?.message?.hasPrefix("checkly-refused: A: ") == true)
        #expect(await bench.values() == ["A": "1", "B": "new", "C": "3"])
        let isTold = try session.events()
            .contains {
                if case .push(.variableFailed(let variable, let problem)) = $0.body {
                    variable.key == "A" && problem.code == "checkly-refused"
                } else {
                    false
                }
            }
        #expect(isTold)
        try await session.lookedAtAll()
        #expect(session.status()?.lastJobID == failure?.lastJobID)

        try await session.record(.sync(.pushRequested(syncID: "sync-1")))
        let again = await session.failed(after: failure?.lastJobID)
        try await session.lookedAtAll()
        #expect(session.status()?.lastJobID == again?.lastJobID)
        try await session.record(.sync(.retried(syncID: "sync-1", key: "A")))
        try await session.set(["D": "4"])
        await session.pushed()
        #expect(await bench.values() == ["A": "bad", "B": "new", "C": "3", "D": "4"])
        await session.stop()
    }

    @Test(arguments: [401, 403])
    func `refused credentials stop a sync and delete nothing`(status: Int) async throws {
        let bench = try await EngineBench()
        let session = try await begin(bench)
        if status == 401 {
            await bench.checkly.removeAPIKey(EngineBench.apiKey)
        } else {
            await bench.checkly.addAPIKey(
                EngineBench.apiKey,
                accounts: [EngineBench.account],
                canWrite: false
            )
        }
        try await session.replace(with: ["A": "new"])
        let failure = await session.failed()
        #expect(await bench.values() == ["A": "1", "B": "2"])
        // Neither a change nor an unrelated event brings it back.
        await bench.checkly.addAPIKey(
            "cu_new",
            accounts: [EngineBench.account, EngineBench.otherAccount]
        )
        let asked = await bench.checkly.requests.count
        try await session.set(["C": "3"])
        try await session.record(.folder(.notified(EngineSession.path("/app"))), source: "kms")
        await letOthersRun()
        #expect(await bench.checkly.requests.count == asked)
        #expect(session.status()?.lastJobID == failure?.lastJobID)

        try await session.addConnection(apiKey: "cu_new", isNew: false)
        await session.pushed()
        #expect(await bench.values() == ["A": "new", "C": "3"])
        await session.stop()
    }

    @Test func `a push asked for tries refused credentials again`() async throws {
        let bench = try await EngineBench()
        let session = try await begin(bench)
        await bench.checkly.removeAPIKey(EngineBench.apiKey)
        try await session.set(["A": "new"])
        await session.failed()
        await bench.checkly.addAPIKey(EngineBench.apiKey, accounts: [EngineBench.account])
        try await session.record(.sync(.pushRequested(syncID: "sync-1")))
        await session.pushed()
        #expect(await bench.values() == ["A": "new", "B": "2"])
        await session.stop()
    }

    @Test func `a sync with another destination is tried again after a 403`() async throws {
        let bench = try await EngineBench()
        let session = try await bench.start()
        try await session.addConnection()
        try await session.addSync(account: "not-mine")
        try await session.set(["A": "1"])
        await session.failed()
        let sync = EngineSession.sync("sync-1", account: EngineBench.account)
        try await session.record(.sync(.updated(sync)))
        await session.pushed()
        #expect(await bench.values() == ["A": "1"])
        await session.stop()
    }

    @Test func `nothing secret is in any event`() async throws {
        let bench = try await EngineBench()
        let session = try await begin(bench)
        let canary = "c4n4ry-\(UInt64.max)"
        for status in [400, 500] {
            await bench.checkly.script(Fault(.status(status), method: "PUT", key: "A"))
        }
        try await session.set(["A": canary, "B": canary])
        await session.failed()
        try await session.record(.sync(.pushRequested(syncID: "sync-1")))
        await session.pushed()
        #expect(await bench.values()["A"] == canary)
        for event in try session.events() {
            let bytes = CanonicalEncoding.encode(event.canonical)
            for secret in [canary, EngineBench.apiKey] {
                #expect(bytes.firstRange(of: Array(secret.utf8)) == nil)
            }
        }
        await session.stop()
    }
}
