import EventLog
import EventLogConformance
import SQLiteStore
import Testing

@Suite(.timeLimit(.minutes(10))) struct ConformanceTests {
    @Test(arguments: StorePromise.all)
    func `SQLite keeps what every store must keep`(promise: StorePromise) async throws {
        try await promise.check(try TestLog())
    }
}

extension TestLog: StorePlace {
    func openStore(logID: [UInt8], identityKey: [UInt8]) async throws -> any EventStore {
        func open() throws -> SQLiteStore {
            try SQLiteStore(
                directory: directory,
                makeLogID: { logID },
                makeIdentityKey: { _ in identityKey }
            )
        }
        for _ in 0..<100_000 {
            do {
                return try open()
            } catch EventLogError.locked {
                await Task.yield()
            }
        }
        return try open()
    }
}
