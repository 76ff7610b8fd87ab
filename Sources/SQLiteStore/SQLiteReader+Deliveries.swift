internal import Encodings
package import EventLog
internal import Foundation
internal import GRDB
internal import SQLiteIndex
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
        let statement = try database.cachedStatement(
            sql: """
                SELECT position, envelope FROM events
                WHERE position \(isBefore ? "<" : ">") ?
                ORDER BY position \(isBefore ? "DESC" : "ASC")
                """
        )
        let rows = try Row.fetchCursor(statement, arguments: [event.position.number])
        var found: [RecordedEvent] = []
        while let row = try rows.next() {
            let next = try RecordedEvent(row)
            guard next.isDelivered, next.deliveryIdentity == event.deliveryIdentity else { break }
            found.append(next)
        }
        return found
    }

    /// Scans what the postings do not cover without decoding events, then follows the postings.
    package func position(ofDelivery id: String) throws(EventLogError) -> Position? {
        try read { database in
            let covered = try Postings.through(in: database)
            if let found = try Self.position(ofDelivery: id, after: covered, in: database) {
                return found
            }
            let selection = EventSelection(
                columns: "envelope",
                after: 0,
                end: covered,
                conditions: [],
                terms: [.delivery(id)],
                isNewest: true
            )
            var rows = try selection.rows(in: database)
            while let row = try rows.next() {
                let event = try RecordedEvent(row)
                if event.deliveryID == id { return event.position }
            }
            return nil
        }
    }

    private static func position(
        ofDelivery id: String,
        after covered: Int64,
        in database: Database
    ) throws -> Position? {
        let needle = CanonicalEncoding.encode(.map(["deliveryId": .text(id)])).dropFirst()
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT position, envelope FROM events
                WHERE position > ? AND type IN (\(list(RecordedDelivery.types)))
                AND instr(envelope, ?) > 0 ORDER BY position DESC
                """,
            arguments: [covered, Data(needle)]
        )
        while let row = try rows.next() {
            let event = try RecordedEvent(row)
            if event.deliveryID == id { return event.position }
        }
        return nil
    }

    /// The positions at which deliveries begin: each event whose identity differs from that of the
    /// event read before it.
    private static func starts(
        _ query: DeliveryQuery,
        in database: Database
    ) throws -> [Position] {
        let types = query.answer?.types ?? RecordedDelivery.types
        let end = query.before.map { $0.number - 1 } ?? .max
        let groups =
            query.termGroups
            + [
                query.source.map { [.source($0)] },
                // Nearly every event has one of several types.
                types.count == 1 ? types.map(EventTerm.type) : nil,
            ]
            .compactMap(\.self)
        let selection = EventSelection(
            columns: "envelope",
            after: query.after.number,
            end: end,
            conditions: [("type IN (\(list(types)))", nil)]
                + (query.source.map { [("source = ?", $0)] } ?? []),
            terms: try EventSelection.rarest(of: groups, through: end, in: database),
            isNewest: query.isNewest
        )
        var rows = try selection.rows(in: database)
        var found: [Position] = []
        var last: [UInt8]?
        while found.count < query.limit, let row = try rows.next() {
            let event = try RecordedEvent(row)
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
