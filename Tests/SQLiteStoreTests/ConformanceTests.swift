import EventLog
import EventLogConformance
import SQLiteStore
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct ConformanceTests {
    @Test(arguments: StorePromise.all)
    func `SQLite keeps what every store must keep`(promise: StorePromise) async throws {
        try await promise.check(try TestLog())
    }
}

extension TestLog: StorePlace {
    func openStore(logID: [UInt8], identityKey: [UInt8]) async throws -> any EventStore {
        try await Self.onceUnlocked {
            try SQLiteStore(
                directory: directory,
                makeLogID: { logID },
                makeIdentityKey: { _ in identityKey }
            )
        }
    }
}
