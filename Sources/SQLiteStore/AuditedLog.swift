package import EventLog
internal import CSQLiteHardening
internal import Foundation
internal import GRDB
internal import SQLiteIndex
package import SyncModel

/// A log opened for examination, whatever was done to it.
package struct AuditedLog: Sendable {
    let sqliteReader: SQLiteReader
    /// The names of tables, triggers and indexes that differ from what this program created.
    package let changedObjects: [String]
    private let directory: String

    /// Opens `events.sqlite` in a directory read-only.
    ///
    /// - Throws: `EventLogError.cannotRead` if it is not a database.
    package init(directory: String) throws(EventLogError) {
        self.directory = directory
        sqliteReader = try SQLiteReader.openUnchecked(directory: directory)
        changedObjects = try sqliteReader.read { database in
            try Schema.changedObjects(in: database) + Schema.changedMarks(in: database)
        }
    }

    /// Reads the log as usual, over the same connection.
    package var reader: EventReader { EventReader(sqliteReader) }

    /// The log's identity; nil unless there is exactly one.
    package func identity() throws(EventLogError) -> LogIdentity? {
        let count = try sqliteReader.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM log") }
        return count == 1 ? try sqliteReader.identity() : nil
    }

    /// A sum over the index of syncs through a position, under a key that differs per process.
    package func syncSum(through head: Int64) throws(EventLogError) -> UInt64 {
        try sqliteReader.read { database in
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT sync, position FROM events INDEXED BY events_by_sync
                    WHERE sync IS NOT NULL AND position <= ?
                    """,
                arguments: [head]
            )
            var sum: UInt64 = 0
            while let row = try rows.next() {
                sum &+= Self.digest(ofSync: row[0], at: Position(row[1]))
            }
            return sum
        }
    }

    /// The last position that the postings cover; nil if that is not told, or cannot be.
    ///
    /// - Throws: `EventLogError.cannotRead`, also if a table is missing.
    package func postedThrough() throws(EventLogError) -> Int64? {
        try sqliteReader.read { database in
            let told = try Int64.fetchAll(database, sql: "SELECT through FROM postings_progress")
            let head = try Int64.fetchOne(database, sql: "SELECT max(position) FROM events") ?? 0
            return told.count == 1 && (0...head).contains(told[0]) ? told[0] : nil
        }
    }

    /// A sum over the postings through a position, under a key that differs per process.
    package func postingSum(through position: Int64) throws(EventLogError) -> UInt64 {
        try sqliteReader.read { database in
            let rows = try Row.fetchCursor(
                database,
                sql: "SELECT term, position FROM postings WHERE position <= ?",
                arguments: [position]
            )
            var sum: UInt64 = 0
            while let row = try rows.next() { sum &+= Self.digest(ofTerm: row[0], at: row[1]) }
            return sum
        }
    }

    /// What an event contributes to the sum over the postings; nothing if it is damaged.
    package static func postingDigest(of event: RecordedEvent?, at position: Position) -> UInt64 {
        guard let event, event.position == position else { return 0 }
        return PostingTerm.numbers(of: event)
            .reduce(0) { $0 &+ digest(ofTerm: $1, at: position.number) }
    }

    private static func digest(ofTerm term: Int64, at position: Int64) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(term)
        hasher.combine(position)
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }

    /// What an event about a sync contributes to the sum.
    package static func digest(ofSync sync: String, at position: Position) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(sync)
        hasher.combine(position.number)
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }

    /// Whether a server has the log open.
    package var isServed: Bool { Self.isServed(directory: directory) }

    /// Whether a server holds a directory, whatever the directory contains.
    package static func isServed(directory: String) -> Bool {
        DirectoryLock.isHeld(directory: directory)
    }

    /// Calls `body` with each row of a range of positions in order, over a separate connection.
    package func forEach(
        in range: Range<Int64>,
        _ body: (AuditedRow) -> Void
    ) throws(EventLogError) {
        try SQLiteReader.openUnchecked(directory: directory)
            .read { database in
                let rows = try Self.statement(
                    "SELECT \(AuditedRow.columns) FROM events",
                    "position",
                    range,
                    in: database
                )
                let keys = try Self.statement(
                    "SELECT position, slot, wrapped FROM data_keys",
                    "position, slot",
                    range,
                    in: database
                )
                // SQLite's statements live only as long as GRDB's around them.
                defer { withExtendedLifetime((rows, keys)) {} }
                try Self.walk(rows.sqliteStatement, keys.sqliteStatement, body)
            }
    }

    /// The names of the fingerprint keys, with the wrapped keys.
    package func fingerprintKeys() throws(EventLogError) -> [ValueName: [UInt8]] {
        try sqliteReader.read { database in
            let rows = try Row.fetchCursor(
                database,
                sql: "SELECT name, wrapped FROM fingerprint_keys WHERE name <> ?",
                arguments: [Schema.identityName]
            )
            var keys: [ValueName: [UInt8]] = [:]
            while let row = try rows.next() {
                keys[ValueName(recorded: row["name"])] = [UInt8](row["wrapped"] as Data)
            }
            return keys
        }
    }

    private static func statement(
        _ selection: String,
        _ order: String,
        _ range: Range<Int64>,
        in database: Database
    ) throws -> Statement {
        let statement = try database.makeStatement(
            sql: "\(selection) WHERE position >= ? AND position < ? ORDER BY \(order)"
        )
        try statement.setArguments([range.lowerBound, range.upperBound])
        return statement
    }

    private static func walk(
        _ rows: OpaquePointer,
        _ keys: OpaquePointer,
        _ body: (AuditedRow) -> Void
    ) throws {
        var hasKey = sqlite3_step(keys) == SQLITE_ROW
        while true {
            let code = sqlite3_step(rows)
            if code == SQLITE_DONE { return }
            guard code == SQLITE_ROW else {
                throw DatabaseError(
                    resultCode: ResultCode(rawValue: code),
                    message: String(cString: sqlite3_errmsg(sqlite3_db_handle(rows)))
                )
            }
            let position = sqlite3_column_int64(rows, 0)
            var wrapped: [(slot: Int, wrapped: [UInt8])] = []
            while hasKey, sqlite3_column_int64(keys, 0) <= position {
                if sqlite3_column_int64(keys, 0) == position {
                    let slot = Int(sqlite3_column_int64(keys, 1))
                    wrapped.append((slot, Array(columnBytes(keys, 2))))
                }
                hasKey = sqlite3_step(keys) == SQLITE_ROW
            }
            body(AuditedRow(rows, wrapped))
        }
    }
}
