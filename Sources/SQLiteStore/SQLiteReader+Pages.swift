package import EventLog
internal import GRDB
internal import SQLiteIndex
package import SyncModel

/// Reads pages whose size in bytes is bounded.
extension SQLiteReader {
    /// The number of positions that one look covers, whatever it finds.
    private static let stretch: Int64 = 10_000

    /// Covers 10,000 positions per call at most, whatever it finds.
    package func look(
        _ query: EventQuery,
        limit: Int,
        byteLimit: Int,
        mustGive: Bool
    ) throws(EventLogError) -> EventLook {
        try read { database in
            let head =
                try Int64.fetchOne(database, sql: "SELECT coalesce(max(position), 0) FROM events")
                ?? 0
            let last = min(query.before.map { $0.number - 1 } ?? .max, head)
            let end = min(last, query.after.number + Self.stretch)
            var look = EventLook(reached: max(query.after, Position(end)))
            var rows = try Self.rows(of: query, through: end, in: database)
            while let row = try rows.next() {
                let size = (row["size"] as Int?) ?? 0
                let isFirst = mustGive && look.events.isEmpty
                let position = Position(row["position"] as Int64)
                if look.events.count == limit || (!isFirst && look.byteCount + size > byteLimit) {
                    look.reached = Position(position.number - 1)
                    look.isFull = true
                    break
                }
                let event = try RecordedEvent(row)
                guard query.concerns(event) else { continue }
                look.events.append(event)
                look.byteCount += size
            }
            return look
        }
    }

    /// Reads from the newest event backwards.
    package func newest(
        _ query: EventQuery,
        byteLimit: Int
    ) throws(EventLogError) -> [RecordedEvent] {
        try read { database in
            let end = query.before.map { $0.number - 1 } ?? .max
            var rows = try Self.rows(of: query, through: end, in: database)
            var (events, byteCount) = ([RecordedEvent](), 0)
            while events.count < query.limit, let row = try rows.next() {
                let event = try RecordedEvent(row)
                guard query.concerns(event) else { continue }
                byteCount += (row["size"] as Int?) ?? 0
                if !events.isEmpty, byteCount > byteLimit { break }
                events.append(event)
            }
            return events.reversed()
        }
    }

    /// Rows that may match up to a position; the newest come first for `isNewest`.
    private static func rows(
        of query: EventQuery,
        through end: Int64,
        in database: Database
    ) throws -> EventRows {
        try EventSelection(
            query,
            through: end,
            columns: "length(envelope) AS size, envelope",
            in: database
        )
        .rows(in: database)
    }
}
