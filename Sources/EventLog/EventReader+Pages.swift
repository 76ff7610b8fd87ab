internal import Foundation
internal import GRDB
package import SyncModel

/// Reading in pages that a large event does not make large.
extension EventReader {
    /// What one look at the log found.
    package struct Look: Sendable {
        package fileprivate(set) var events: [RecordedEvent] = []
        /// How far it looked; what follows is the next look's.
        package fileprivate(set) var reached: Position
        /// How many bytes the envelopes of the events have.
        fileprivate var byteCount = 0
        /// Whether it ended before the stretch that it might have looked at did.
        fileprivate var isFull = false
    }

    /// How many bytes of envelopes a page has at most; one event alone may have more.
    package static let pageByteLimit = 2 << 20
    /// How many positions one look goes through, whatever is found there.
    private static let stretch: Int64 = 10_000

    /// The events that match, with where to go on behind them if there may be more.
    ///
    /// It goes through the log until there are enough, so where few match it is a long read.
    package func page(
        _ query: EventQuery
    ) throws(EventLogError) -> (events: [RecordedEvent], next: Position?) {
        if query.isNewest { return (try newest(query), nil) }
        let end = min(query.before.map { Position($0.number - 1) } ?? Position(.max), try head())
        var (events, byteCount, rest) = ([RecordedEvent](), 0, query)
        while rest.after < end, events.count < query.limit {
            let look = try look(
                rest,
                limit: query.limit - events.count,
                byteLimit: Self.pageByteLimit - byteCount,
                mustGive: events.isEmpty
            )
            events += look.events
            byteCount += look.byteCount
            rest.after = look.reached
            if look.isFull { return (events, events.last?.position) }
        }
        return (events, events.count == query.limit ? events.last?.position : nil)
    }

    /// What matches in the next stretch of the log, as much as fits; the query's own limit is not looked at.
    ///
    /// `mustGive` says whether the first event is given even if it alone is too large.
    package func look(
        _ query: EventQuery,
        limit: Int,
        byteLimit: Int,
        mustGive: Bool = true
    ) throws(EventLogError) -> Look {
        try read { database in
            let head =
                try Int64.fetchOne(database, sql: "SELECT coalesce(max(position), 0) FROM events")
                ?? 0
            let last = min(query.before.map { $0.number - 1 } ?? .max, head)
            let end = min(last, query.after.number + Self.stretch)
            var look = Look(reached: max(query.after, Position(end)))
            let rows = try rows(of: query, through: end, in: database)
            while let row = try rows.next() {
                let size = (row["size"] as Int?) ?? 0
                let isFirst = mustGive && look.events.isEmpty
                let position = Position(row["position"] as Int64)
                if look.events.count == limit || (!isFirst && look.byteCount + size > byteLimit) {
                    look.reached = Position(position.number - 1)
                    look.isFull = true
                    break
                }
                let event = try Self.event(row)
                guard query.concerns(event) else { continue }
                look.events.append(event)
                look.byteCount += size
            }
            return look
        }
    }

    /// The newest events that match, in the log's order, as many as fit into a page.
    private func newest(_ query: EventQuery) throws(EventLogError) -> [RecordedEvent] {
        try read { database in
            let end = query.before.map { $0.number - 1 } ?? .max
            let rows = try rows(of: query, through: end, in: database)
            var (events, byteCount) = ([RecordedEvent](), 0)
            while events.count < query.limit, let row = try rows.next() {
                let event = try Self.event(row)
                guard query.concerns(event) else { continue }
                byteCount += (row["size"] as Int?) ?? 0
                if !events.isEmpty, byteCount > Self.pageByteLimit { break }
                events.append(event)
            }
            return events.reversed()
        }
    }

    /// What may match up to a position, the newest first where those are wanted.
    private func rows(
        of query: EventQuery,
        through end: Int64,
        in database: Database
    ) throws -> RowCursor {
        var sql = """
            SELECT position, length(envelope) AS size, envelope FROM events
            WHERE position > ? AND position <= ?
            """
        var arguments: [DatabaseValue] = [query.after.number.databaseValue, end.databaseValue]
        for condition in query.conditions {
            sql += " AND \(condition.sql)"
            arguments.append(condition.value.databaseValue)
        }
        return try Row.fetchCursor(
            database,
            sql: sql + " ORDER BY position" + (query.isNewest ? " DESC" : ""),
            arguments: StatementArguments(arguments)
        )
    }
}
