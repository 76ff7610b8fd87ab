/// A delivery as recorded: the events it became, of which there is at least one.
package struct RecordedDelivery: Sendable, Equatable {
    /// What the sender was told.
    package enum Answer: String, Sendable, CaseIterable {
        case recorded, ignored, malformed

        /// The types of the events that a delivery with this answer may have.
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

    /// In log order; at least one.
    package let events: [RecordedEvent]

    /// Makes a delivery; `events` must not be empty.
    package init(events: [RecordedEvent]) {
        self.events = events
    }

    /// The event with the lowest position.
    package var first: RecordedEvent { events[0] }
    /// The event with the highest position.
    package var last: RecordedEvent { events[events.count - 1] }

    /// What the sender was told: malformed or ignored only if all events say so.
    package var answer: Answer {
        if events.allSatisfy({ $0.body.type == "delivery.malformed" }) { return .malformed }
        return events.allSatisfy { $0.body.type == "delivery.ignored" } ? .ignored : .recorded
    }
}
