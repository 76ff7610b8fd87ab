import Projection
import SyncModel

extension EngineBench {
    /// What somebody made at Checkly before there was a sync.
    static let made = ["APP_A": "made", "APP_X": "made", "OTHER": "made"]

    /// Starts with `made` at Checkly and the sync `sync-1`, which needs consent and whose keys
    /// begin with `APP_`.
    func startWithForeign(
        _ behavior: SyncOptions.InitialSyncBehavior = .overwriteDestination
    ) async throws -> EngineSession {
        for key in Self.made.keys { await makeByHand(key) }
        let session = try await start()
        try await session.addConnection()
        let sync = EngineSession.sync(
            "sync-1",
            account: Self.account,
            options: SyncOptions(
                initialSyncBehavior: behavior,
                keySchema: KeySchema("APP_{{secretKey}}")
            )
        )
        try await session.record(.sync(.created(sync)), .sync(.consentRequired(syncID: "sync-1")))
        return session
    }
}

extension EngineSession {
    /// Returns once the sync `sync-1` waits for consent, and nothing of it runs.
    func stoppedForConsent() async {
        await until { state in
            state.statuses["sync-1"]?.needsConsent == true
                && state.statuses["sync-1"]?.openRun == nil
        }
    }
}
