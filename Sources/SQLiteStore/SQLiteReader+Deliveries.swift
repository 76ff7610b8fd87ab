internal import Encodings
package import EventLog
internal import Foundation
internal import GRDB
package import SyncModel

extension SQLiteReader {
    /// Decodes the delivered events of the range, since no column holds identities.
    package func deliveryStarts(_ query: DeliveryQuery) throws(EventLogError) -> [Position] {
        try read { try Self.starts(query, in: $0) }
    }

    /// Walks from the event in both directions while identities are equal.
    package func delivery(of event: RecordedEvent) throws(EventLogError) -> [RecordedEvent] {
        try read { database in
            try Self.companions(of: event, isBefore: true, in: database).reversed() + [event]
                + Self.companions(of: event, isBefore: false, in: database)
        }
    }

    /// The events of the same delivery before or after one of them, nearest first.
    private static func companions(
        of event: RecordedEvent,
        isBefore: Bool,
        in database: Database
    ) throws -> [RecordedEvent] {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT position, envelope FROM events
                WHERE position \(isBefore ? "<" : ">") ?
                ORDER BY position \(isBefore ? "DESC" : "ASC")
                """,
            arguments: [event.position.number]
        )
        var found: [RecordedEvent] = []
        while let row = try rows.next() {
            let next = try Self.event(row)
            guard next.isDelivered, next.deliveryIdentity == event.deliveryIdentity else { break }
            found.append(next)
        }
        return found
    }

    /// Scans rows from the newest on without decoding events; there is no index of ids, which an
    /// old log would lack.
    package func position(ofDelivery id: String) throws(EventLogError) -> Position? {
        let needle = CanonicalEncoding.encode(.map(["deliveryId": .text(id)])).dropFirst()
        return try read { database in
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT position, envelope FROM events
                    WHERE type IN (\(Self.list(RecordedDelivery.types)))
                    AND instr(envelope, ?) > 0 ORDER BY position DESC
                    """,
                arguments: [Data(needle)]
            )
            while let row = try rows.next() {
                let event = try Self.event(row)
                if event.deliveryID == id { return event.position }
            }
            return nil
        }
    }

    /// The positions at which deliveries begin: each event whose identity differs from that of the
    /// event read before it.
    private static func starts(
        _ query: DeliveryQuery,
        in database: Database
    ) throws -> [Position] {
        let types = query.answer?.types ?? RecordedDelivery.types
        var arguments: [any DatabaseValueConvertible] = [query.after.number]
        if let source = query.source { arguments.append(source) }
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT position, envelope FROM events
                WHERE position > ? AND type IN (\(list(types)))
                \(query.source == nil ? "" : "AND source = ?")
                ORDER BY position \(query.isNewest ? "DESC" : "ASC")
                """,
            arguments: StatementArguments(arguments)
        )
        var found: [Position] = []
        var last: [UInt8]?
        while found.count < query.limit, let row = try rows.next() {
            let event = try event(row)
            guard event.isDelivered, event.deliveryIdentity != last else { continue }
            // An ignored event may belong to a recorded delivery, which then does not match.
            last = event.deliveryIdentity
            found.append(event.position)
        }
        return found
    }

    private static func list(_ types: [String]) -> String {
        types.map { "'\($0)'" }.joined(separator: ", ")
    }
}
