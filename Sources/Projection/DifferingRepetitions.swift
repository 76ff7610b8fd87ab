package import Encodings
package import SyncModel

/// Events of one source that came again under the id of an earlier one with other content; the first ones stand.
package struct DifferingRepetitions: Sendable, Equatable {
    /// How many, each id counted once.
    package var count: Int64
    /// When the last of them came.
    package var lastAt: Timestamp
    /// As the sender names it.
    package var deliveryID: String?
    /// Where the first one of the last such id was recorded.
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
    package var canonical: CanonicalValue {
        .record([
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
