package import Encodings

/// A delivery that changes nothing.
package enum DeliveryEvent: Sendable, Equatable {
    case ignored(type: String, reason: String)
    case malformed(reason: String)
    /// An event came again under the id of an earlier one, first recorded at this position, and brought something else.
    case differed(first: Position)
}

extension DeliveryEvent {
    /// The event's type, such as `delivery.ignored`; a fixed word.
    package var type: String {
        switch self {
        case .ignored: "delivery.ignored"
        case .malformed: "delivery.malformed"
        case .differed: "delivery.differed"
        }
    }

    /// The event's data; values appear as fingerprints only.
    package var data: CanonicalValue {
        switch self {
        case .ignored(let type, let reason):
            .record(["type": .text(type), "reason": .text(reason)])
        case .malformed(let reason): .record(["reason": .text(reason)])
        case .differed(let first): .record(["first": .integer(first.number)])
        }
    }

    /// Reads an event's data back; nil where the type is of another group.
    ///
    /// - Throws: `CanonicalError` for data of another form.
    package init?(type: String, data: CanonicalValue) throws(CanonicalError) {
        switch type {
        case "delivery.ignored":
            self = .ignored(type: try data.text("type"), reason: try data.text("reason"))
        case "delivery.malformed": self = .malformed(reason: try data.text("reason"))
        case "delivery.differed":
            self = .differed(first: Position(try data.integer("first")))
        default: return nil
        }
    }
}
