package import EventLog
internal import Foundation
package import GRDB
internal import SyncModel

/// The index of what events are found by, which is filled behind the head of the log while nothing
/// is appended.
///
/// Appends do not wait for it, and neither does the start of a server whose log has none yet. What
/// it does not cover yet is read from the events themselves. It is a cache: emptied, it is filled
/// again.
package enum Postings {
    /// The number of events taken into the index at a time, for which an append may have to wait.
    package static let block: Int64 = 512
    /// The number of postings after which no more events are taken in at the same time.
    private static let sizeLimit = 8192

    /// The last position that the index covers.
    package static func through(in database: Database) throws -> Int64 {
        try Int64.fetchOne(database, sql: "SELECT through FROM postings_progress") ?? 0
    }

    /// The number of events that the index does not cover yet.
    package static func uncovered(in database: Database) throws -> Int64 {
        let head = try Int64.fetchOne(database, sql: "SELECT max(position) FROM events") ?? 0
        return try head - through(in: database)
    }

    /// Selects the positions with a term between two positions.
    package static let searchSQL = """
        SELECT position FROM postings
        WHERE term = ? AND position > ? AND position <= ? ORDER BY position
        """

    /// The positions with one of the terms in a stretch, in order and each once.
    package static func positions(
        of terms: [EventTerm],
        in stretch: Int64,
        after start: Int64,
        through end: Int64,
        _ database: Database
    ) throws -> [Int64] {
        let posted = try database.cachedStatement(sql: searchSQL)
        var found: [Int64] = []
        for term in terms {
            if let number = PostingTerm.number(of: term, in: stretch) {
                found += try Int64.fetchAll(posted, arguments: [number, start, end])
            } else if case .sync(let id) = term {
                let range = PostingTerm.positions(of: stretch)
                found += try Int64.fetchAll(
                    try database.cachedStatement(
                        sql: """
                            SELECT position FROM events
                            WHERE sync = ? AND position > ? AND position <= ? ORDER BY position
                            """
                    ),
                    arguments: [id, max(start, range.after), min(end, range.through)]
                )
            }
        }
        return terms.count == 1 ? found : Array(Set(found)).sorted()
    }

    /// Covers the next block, if there is a whole one.
    ///
    /// In one transaction: how far the postings go must not change while a block is read.
    ///
    /// - Returns: Whether there is another.
    package static func advance(in database: Database) throws -> Bool {
        var isUnfinished = false
        try database.inTransaction(.immediate) {
            isUnfinished = try advanceOnce(in: database)
            return .commit
        }
        return isUnfinished
    }

    private static func advanceOnce(in database: Database) throws -> Bool {
        let start = try through(in: database)
        let waiting = try uncovered(in: database)
        guard waiting >= block else { return false }
        var end = start
        var found: [(term: Int64, position: Int64)] = []
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT position, envelope FROM events
                WHERE position > ? AND position <= ? ORDER BY position
                """,
            arguments: [start, start + block]
        )
        while found.count < sizeLimit, let row = try rows.next() {
            end = row[0]
            // A damaged event is for the audit to find.
            let event = try? RecordedEvent(row)
            for term in event.map(PostingTerm.numbers) ?? [] { found.append((term, end)) }
        }
        // Missing events are for the audit to find too.
        if found.count < sizeLimit { end = start + block }
        // In the order of the table, neighbours together.
        found.sort { ($0.term, $0.position) < ($1.term, $1.position) }
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
        return waiting - (end - start) >= block
    }
}
