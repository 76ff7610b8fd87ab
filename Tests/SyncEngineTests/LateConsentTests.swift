import LiveLog
import Projection
import Sandbox
import SyncModel
import TestSupport
import Testing

/// Consent to what appeared at Checkly after it was looked at, and to what was asked for before.
@Suite(.timeLimit(.minutes(10))) struct LateConsentTests {
    @Test(arguments: SyncOptions.InitialSyncBehavior.allCases)
    func `what was made since the last listing is not taken either`(
        behavior: SyncOptions.InitialSyncBehavior
    ) async throws {
        let bench = try await EngineBench()
        let session = try await bench.startWithForeign(behavior)
        try await session.addSync(
            "sync-2",
            folder: "/other",
            options: SyncOptions(keySchema: KeySchema("O_{{secretKey}}"))
        )
        for key in ["APP_A", "APP_X"] {
            await bench.checkly.setVariable(key, to: nil, account: EngineBench.account)
        }
        try await session.set(["B": "1"], in: "/other")
        await session.pushed("sync-2")
        // The account's listing is kept now, and knows nothing of these.
        for key in ["APP_A", "APP_X"] { await bench.makeByHand(key) }
        try await session.replace(with: ["A": "1"])
        await session.stoppedForConsent()
        #expect(await bench.values() == EngineBench.made.merging(["O_B": "1"]) { $1 })
        await session.stop()
    }

    @Test func `what is made between the listing and the write is not taken either`() async throws {
        let bench = try await EngineBench()
        let session = try await bench.startWithForeign(.preserveDestination)
        await bench.checkly.script(Fault(.status(409), method: "POST", key: "APP_B", times: 100))
        try await session.replace(with: ["B": "1"])
        await session.failed()
        #expect(session.status()?.message?.hasPrefix("checkly-appeared: ") == true)
        #expect(await bench.values() == EngineBench.made)
        await bench.makeByHand("APP_B")
        await session.stoppedForConsent()
        #expect(await bench.values() == EngineBench.made.merging(["APP_B": "made"]) { $1 })
        #expect(await bench.checkly.requests.allSatisfy { $0.method != "PUT" })
        await session.stop()
    }

    @Test func `what a lost response was about is the sync's own, and needs no consent`()
        async throws
    {
        let bench = try await EngineBench()
        let session = try await bench.startWithForeign(.preserveDestination)
        await bench.checkly.script(Fault(.dropAfterApply, method: "POST", key: "APP_B", times: 1))
        try await session.replace(with: ["B": "1"])
        await session.until { state in
            let status = state.statuses["sync-1"]
            return status?.status == .succeeded || status?.needsConsent == true
        }
        #expect(session.status()?.needsConsent == false)
        #expect(await bench.values() == EngineBench.made.merging(["APP_B": "1"]) { $1 })
        await session.stop()
    }

    @Test func `without auto-sync a refused request asks for nothing that comes later`()
        async throws
    {
        let bench = try await EngineBench()
        let session = try await bench.startWithForeign()
        var sync = try #require(session.state.current.syncs["sync-1"])
        sync.isAutoSyncEnabled = false
        try await session.record(.sync(.updated(sync)), .sync(.consentRequired(syncID: "sync-1")))
        try await session.replace(with: ["A": "1"])
        try await session.record(.sync(.pushRequested(syncID: "sync-1")))
        await session.stoppedForConsent()
        for key in EngineBench.made.keys {
            await bench.checkly.setVariable(key, to: nil, account: EngineBench.account)
        }
        try await session.set(["B": "1"])
        #expect(session.state.current.pendingRun(of: sync) == nil)
        await letOthersRun()
        #expect(await bench.values() == [:])
        try await session.record(.sync(.pushRequested(syncID: "sync-1")))
        await session.pushed()
        #expect(await bench.values() == ["APP_A": "1", "APP_B": "1"])
        await session.stop()
    }
}
