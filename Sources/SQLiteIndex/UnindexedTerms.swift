internal import DequeModule
package import EventLog
package import GRDB
internal import Synchronization
internal import SyncModel

/// What the events that the postings do not cover yet are found by, so that they are decoded once.
package final class UnindexedTerms: Sendable {
    private struct Content: Sendable {
        /// The position before the first event.
        var start: Int64 = 0
        /// The hashes of the terms of each event.
        var hashes: Deque<Set<UInt64>> = []

        var end: Int64 { start + Int64(hashes.count) }
    }

    private let content = Mutex(Content())

    /// Knows nothing yet.
    package init() {}

    /// The positions with one of the terms between two others, in order.
    ///
    /// - Parameters:
    ///   - terms: What the events have.
    ///   - start: Only positions after this one.
    ///   - end: Only positions up to this one.
    ///   - covered: The last position that the postings cover.
    ///   - database: What is read must be committed, so that it stays.
    /// - Returns: The positions.
    /// - Throws: `EventLogError.gap` if an event is missing, and what reading throws.
    package func positions(
        of terms: [EventTerm],
        after start: Int64,
        through end: Int64,
        covered: Int64,
        _ database: Database
    ) throws -> [Int64] {
        let wanted = Set(terms.map(PostingTerm.hash))
        return try content.withLock { content in
            if covered < content.start || covered > content.end {
                content = Content(start: covered)
            } else {
                content.hashes.removeFirst(Int(covered - content.start))
                content.start = covered
            }
            if content.end < end {
                let rows = try Row.fetchCursor(
                    database,
                    sql: """
                        SELECT position, envelope FROM events
                        WHERE position > ? AND position <= ? ORDER BY position
                        """,
                    arguments: [content.end, end]
                )
                while let row = try rows.next() {
                    guard row[0] == content.end + 1 else { break }
                    let terms = try RecordedEvent(row).terms
                    content.hashes.append(Set(terms.map(PostingTerm.hash)))
                }
            }
            guard content.end >= end else {
                throw EventLogError.gap(after: Position(content.end))
            }
            let first = max(start, covered)
            return (min(first, end)..<end).map { $0 + 1 }
                .filter { !content.hashes[Int($0 - covered - 1)].isDisjoint(with: wanted) }
        }
    }
}
