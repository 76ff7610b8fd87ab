package import SyncModel

extension EventReader {
    /// The matching deliveries, oldest first, and the position to continue after if there may be
    /// more.
    package func deliveries(
        _ query: DeliveryQuery
    ) throws(EventLogError) -> (deliveries: [RecordedDelivery], next: Position?) {
        let starts = try store.deliveryStarts(query)
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

    /// A position in each delivery that may match, in log order, or newest first for a query of
    /// the newest.
    package func deliveryStarts(_ query: DeliveryQuery) throws(EventLogError) -> [Position] {
        try store.deliveryStarts(query)
    }

    /// The delivery that brought the event at a position; nil if the event came from elsewhere.
    package func delivery(at position: Position) throws(EventLogError) -> RecordedDelivery? {
        guard let event = try event(at: position), event.isDelivered else { return nil }
        return RecordedDelivery(events: try store.delivery(of: event))
    }

    /// The newest delivery to which its sender gave this id.
    package func delivery(id: String) throws(EventLogError) -> RecordedDelivery? {
        guard let position = try store.position(ofDelivery: id) else { return nil }
        return try delivery(at: position)
    }
}

extension RecordedEvent {
    /// Whether the event came with a delivery.
    package var isDelivered: Bool {
        deliveryIdentity != nil && RecordedDelivery.types.contains(body.type)
    }
}
