package import Encodings
package import SyncModel

/// Repetitions of one source's events whose content differed from the first occurrence, which
/// stands.
package struct DifferingRepetitions: Sendable, Equatable {
    /// The number of differing repetitions, each id counted once.
    package var count: Int64
    /// When the last of them arrived.
    package var lastAt: Timestamp
    /// The sender's id of the delivery that brought the last of them.
    package var deliveryID: String?
    /// Where the event that it repeats was recorded.
    package var first: Position
}

extension State {
    mutating func noteDifference(from first: Position, _ event: RecordedEvent) {
        guard let source = event.source, sources[source] != nil else { return }
        differences[source] = DifferingRepetitions(
            count: (differences[source]?.count ?? 0) + 1,
            lastAt: event.recordedAt,
            deliveryID: event.deliveryID,
            first: first
        )
    }
}

extension DifferingRepetitions: CanonicalCodable {
    /// As stored in snapshots; `deliveryId` is omitted if nil.
    package var canonical: CanonicalValue {
        .object([
            "count": .integer(count),
            "lastAt": .integer(lastAt.microseconds),
            "deliveryId": .optional(deliveryID),
            "first": .integer(first.number),
        ])
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        self.init(
            count: try canonical.integer("count"),
            lastAt: Timestamp(microseconds: try canonical.integer("lastAt")),
            deliveryID: try canonical.optionalText("deliveryId"),
            first: Position(try canonical.integer("first"))
        )
    }
}
