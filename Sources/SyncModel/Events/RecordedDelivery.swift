/// One delivery as the log holds it: the events it became, of which there is at least one.
package struct RecordedDelivery: Sendable, Equatable {
    /// What its sender was told.
    package enum Answer: String, Sendable, CaseIterable {
        case recorded, ignored, malformed

        /// The types of the events that such a delivery has.
        package var types: [String] {
            switch self {
            case .recorded: RecordedDelivery.types.filter { $0 != "delivery.malformed" }
            case .ignored: ["delivery.ignored"]
            case .malformed: ["delivery.malformed"]
            }
        }
    }

    /// The types of events that deliveries become.
    package static let types = [
        "secrets.changed", "secrets.snapshot", "secrets.imports", "source.notified",
        "delivery.ignored", "delivery.malformed",
    ]

    /// In the log's order; at least one.
    package let events: [RecordedEvent]

    package init(events: [RecordedEvent]) {
        self.events = events
    }

    package var first: RecordedEvent { events[0] }
    package var last: RecordedEvent { events[events.count - 1] }

    package var answer: Answer {
        if events.allSatisfy({ $0.body.type == "delivery.malformed" }) { return .malformed }
        return events.allSatisfy { $0.body.type == "delivery.ignored" } ? .ignored : .recorded
    }
}
