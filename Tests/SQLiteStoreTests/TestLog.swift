import EventLog
import Foundation
import GRDB
import SQLiteStore
import SyncModel
import Testing

/// A log in a directory of its own.
final class TestLog: Sendable {
    let directory: String

    init() throws {
        directory = NSTemporaryDirectory() + "checkly-sync-log-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: directory,
            withIntermediateDirectories: true
        )
    }

    func open(
        now: @escaping @Sendable () -> Timestamp = { Timestamp(microseconds: 1_000_000) }
    ) throws -> EventLog {
        try EventLog(
            directory: directory,
            now: now,
            makeID: { _ in UUID().uuidString.lowercased() },
            makeLogID: { Array(repeating: 7, count: 16) },
            makeIdentityKey: { _ in Array(repeating: 9, count: 60) },
            onCommit: { _ in }
        )
    }

    /// Opens it again; its last user gives up the directory only once its writer has let go.
    func reopen(
        now: @escaping @Sendable () -> Timestamp = { Timestamp(microseconds: 1_000_000) }
    ) async throws -> EventLog {
        for _ in 0..<100_000 {
            do {
                return try open(now: now)
            } catch EventLogError.locked {
                await Task.yield()
            }
        }
        return try open(now: now)
    }

    /// What another SQLite client would do.
    func execute(_ sql: String) throws {
        let queue = try DatabaseQueue(path: directory + "/events.sqlite")
        try queue.write { try $0.execute(sql: sql) }
    }

    /// As `execute`, in one transaction, with another log's database attached as `other`.
    func execute(attaching directory: String, _ sql: String) throws {
        let queue = try DatabaseQueue(path: self.directory + "/events.sqlite")
        try queue.writeWithoutTransaction { database in
            try database.execute(
                sql: "ATTACH ? AS other",
                arguments: [directory + "/events.sqlite"]
            )
            try database.inTransaction {
                try database.execute(sql: sql)
                return .commit
            }
        }
    }

    /// The number that a query gives.
    func count(_ sql: String) throws -> Int {
        let queue = try DatabaseQueue(path: directory + "/events.sqlite")
        return try queue.read { try Int.fetchOne($0, sql: sql) ?? 0 }
    }
}

extension EventLog {
    /// As the store that keeps it does.
    func emptyWriteAheadLog(within bound: Duration = SQLiteStore.emptyingBound) throws {
        try #require(store as? SQLiteStore).emptyWriteAheadLog(within: bound)
    }
}
