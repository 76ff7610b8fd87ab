internal import Encodings
package import EventLog
package import SyncModel

/// Which deliveries a list shows.
package struct DeliveryFilter: Sendable {
    /// Only those with this answer; nil for any.
    package var answer: RecordedDelivery.Answer?
    /// Only those from this source; nil for any.
    package var source: String?
    /// Only those of which an event mentions this key; nil for any.
    package var key: String?
    /// Only those of which one of these is an event; nil for any.
    package var causes: EventCauses?

    /// Shows every delivery.
    package init() {}

    /// Whether a delivery is shown.
    package func matches(_ delivery: RecordedDelivery) -> Bool {
        if let answer, delivery.answer != answer { return false }
        if let source, delivery.first.source.map(source.hasSameBytes) != true { return false }
        if let key, !delivery.events.contains(where: { $0.concerns(key) }) { return false }
        guard let causes else { return true }
        return delivery.events.contains(where: causes.contains)
    }
}
