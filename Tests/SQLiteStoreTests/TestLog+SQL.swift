import EventLog
import GRDB
import SQLiteStore
import SyncModel
import TestSupport
import Testing

extension TestLog {
    /// Another client of the log's database, which waits while the log writes.
    func client() throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.busyMode = .timeout(60)
        return try DatabaseQueue(
            path: directory + "/events.sqlite",
            configuration: configuration
        )
    }

    /// What another SQLite client would do.
    func execute(_ sql: String) throws {
        let queue = try client()
        try queue.write { try $0.execute(sql: sql) }
    }

    /// As `execute`, in one transaction, with another log's database attached as `other`.
    func execute(attaching directory: String, _ sql: String) throws {
        let queue = try client()
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
        let queue = try client()
        return try queue.read { try Int.fetchOne($0, sql: sql) ?? 0 }
    }
}

extension EventLog {
    /// As the store that keeps it does.
    func emptyWriteAheadLog(within bound: Duration = SQLiteStore.emptyingBound) throws {
        try #require(store as? SQLiteStore).emptyWriteAheadLog(within: bound)
    }
}
