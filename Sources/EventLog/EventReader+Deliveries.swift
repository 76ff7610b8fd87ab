internal import Encodings
internal import Foundation
internal import GRDB
package import SyncModel

extension EventReader {
    /// The deliveries that match, oldest first, with where to go on behind them if there may be more.
    package func deliveries(
        _ query: DeliveryQuery
    ) throws(EventLogError) -> (deliveries: [RecordedDelivery], next: Position?) {
        let starts = try read { try Self.starts(query, in: $0) }
        var found: [RecordedDelivery] = []
        var end: Position?
        for position in starts {
            guard let delivery = try delivery(at: position) else { continue }
            end = delivery.last.position
            if query.answer.map({ delivery.answer == $0 }) ?? true { found.append(delivery) }
        }
        if query.isNewest { return (found.reversed(), nil) }
        return (found, starts.count == query.limit ? end : nil)
    }

    /// The delivery that brought the event at a position; nil where no delivery did.
    package func delivery(at position: Position) throws(EventLogError) -> RecordedDelivery? {
        guard let event = try event(at: position), event.isDelivered else { return nil }
        let (earlier, later) = try read { database in
            (
                try Self.companions(of: event, isBefore: true, in: database),
                try Self.companions(of: event, isBefore: false, in: database)
            )
        }
        return RecordedDelivery(events: earlier.reversed() + [event] + later)
    }

    /// The events of the same delivery on one side of one of them, nearest first.
    private static func companions(
        of event: RecordedEvent,
        isBefore: Bool,
        in database: Database
    ) throws -> [RecordedEvent] {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT position, envelope FROM events
                WHERE position \(isBefore ? "<" : ">") ? ORDER BY position \(isBefore ? "DESC" : "ASC")
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

    /// The newest delivery that its sender gave this id.
    ///
    /// There is no index of ids, which an old log would lack: rows are looked through from the newest on, without reading
    /// their events.
    package func delivery(id: String) throws(EventLogError) -> RecordedDelivery? {
        let needle = CanonicalEncoding.encode(.map(["deliveryId": .text(id)])).dropFirst()
        let position = try read { database in
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
                if event.deliveryID == id { return event.position as Position? }
            }
            return nil
        }
        guard let position else { return nil }
        return try delivery(at: position)
    }

    /// Where deliveries begin: at each event of another identity than the one read before it.
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
            // An ignored event may be part of a delivery that was recorded, which then does not match.
            last = event.deliveryIdentity
            found.append(event.position)
        }
        return found
    }

    private static func list(_ types: [String]) -> String {
        types.map { "'\($0)'" }.joined(separator: ", ")
    }
}

extension RecordedEvent {
    /// Whether a delivery became this event.
    fileprivate var isDelivered: Bool {
        deliveryIdentity != nil && RecordedDelivery.types.contains(body.type)
    }
}
