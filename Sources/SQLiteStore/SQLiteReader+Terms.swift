package import EventLog
internal import Foundation
internal import GRDB
internal import SQLiteIndex
package import SyncModel

extension SQLiteReader {
    /// The number of events that are read because the postings do not cover them.
    private static let unindexedLimit: Int64 = 10_000

    /// Reads the postings, and the events that they do not cover yet.
    package func positions(
        of terms: [EventTerm],
        after start: Position,
        through end: Position,
        limit: Int,
        isNewest: Bool
    ) throws(EventLogError) -> [Position]? {
        try read { database in
            let covered = try Postings.through(in: database)
            let end = min(
                end.number,
                try Int64.fetchOne(database, sql: "SELECT max(position) FROM events") ?? 0
            )
            guard end - covered <= Self.unindexedLimit else { return nil }
            let rest = try unindexed.positions(
                of: terms,
                after: start.number,
                through: end,
                covered: covered,
                database
            )
            var found: [Int64] = []
            func take(_ positions: [Int64]) {
                let left = limit - found.count
                found +=
                    isNewest ? positions.reversed().prefix(left) : positions[...].prefix(left)
            }
            if isNewest { take(rest) }
            let last = min(end, covered)
            if start.number < last {
                let stretches = Array(
                    PostingTerm.stretch(of: start.number)...PostingTerm.stretch(of: last)
                )
                for stretch in isNewest ? stretches.reversed() : stretches
                where found.count < limit {
                    take(
                        try Postings.positions(
                            of: terms,
                            in: stretch,
                            after: start.number,
                            through: last,
                            database
                        )
                    )
                }
            }
            if !isNewest { take(rest) }
            return (isNewest ? found.reversed() : found).map(Position.init)
        }
    }

    /// One lookup by primary key per position.
    package func events(at positions: [Position]) throws(EventLogError) -> [RecordedEvent] {
        try read { database in
            let statement = try database.cachedStatement(
                sql: "SELECT envelope, leaf FROM events WHERE position = ?"
            )
            return try positions.map { position in
                guard let row = try Row.fetchOne(statement, arguments: [position.number]) else {
                    throw EventLogError.gap(after: Position(position.number - 1))
                }
                let (envelope, leaf) = (row["envelope"] as Data, row["leaf"] as Data)
                return try envelope.withUnsafeBytes { envelope in
                    try leaf.withUnsafeBytes {
                        try RecordedEvent(stored: envelope, leaf: $0, at: position)
                    }
                }
            }
        }
    }
}
