internal import EventLog
internal import Foundation
internal import GRDB
internal import SyncModel

/// The index of types, sources and delivery ids, which is filled behind the head of the log while
/// nothing is appended.
///
/// Appends do not wait for it, and neither does the start of a server whose log has none yet. What
/// it does not cover yet is read from the events themselves. It is a cache: emptied, it is filled
/// again.
enum Postings {
    /// The number of events taken into the index at a time, for which an append may have to wait.
    static let block: Int64 = 512

    /// The last position that the index covers.
    static func through(in database: Database) throws -> Int64 {
        try Int64.fetchOne(database, sql: "SELECT through FROM postings_progress") ?? 0
    }

    /// The number of events that the index does not cover yet.
    static func uncovered(in database: Database) throws -> Int64 {
        let head = try Int64.fetchOne(database, sql: "SELECT max(position) FROM events") ?? 0
        return try head - through(in: database)
    }

    /// Covers the next block, if there is a whole one.
    ///
    /// - Returns: Whether there is another.
    static func advance(in database: Database) throws -> Bool {
        let start = try through(in: database)
        let waiting = try uncovered(in: database)
        guard waiting >= block else { return false }
        let end = start + block
        var found: [(term: Int64, position: Int64)] = []
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT position, type, source, envelope FROM events
                WHERE position > ? AND position <= ? ORDER BY position
                """,
            arguments: [start, end]
        )
        while let row = try rows.next() {
            let (position, type) = (row[0] as Int64, row[1] as String)
            // A damaged event is for the audit to find.
            let event = RecordedDelivery.types.contains(type) ? try? SQLiteReader.event(row) : nil
            for term in PostingTerm.all(of: event, type: type, source: row[2], at: position) {
                found.append((term, position))
            }
        }
        // In the order of the table, neighbours together.
        found.sort { ($0.term, $0.position) < ($1.term, $1.position) }
        try database.inTransaction(.immediate) {
            let insertion = try database.cachedStatement(
                sql: "INSERT OR IGNORE INTO postings (term, position) VALUES (?, ?)"
            )
            for (term, position) in found {
                try insertion.execute(arguments: [term, position])
            }
            try database.execute(
                sql: "UPDATE postings_progress SET through = ?",
                arguments: [end]
            )
            return .commit
        }
        return waiting - block >= block
    }
}
