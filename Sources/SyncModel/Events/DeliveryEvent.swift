package import Encodings

/// A delivery that changes no secret.
package enum DeliveryEvent: Sendable, Equatable {
    /// The sender's event type is one that we do not act on.
    case ignored(type: String, reason: String)
    /// The signature was valid but the body was not.
    case malformed(reason: String)
    /// An event reused the id of an earlier one, first recorded at this position, with different
    /// content.
    case differed(first: Position)
}

extension DeliveryEvent {
    /// The event's type on the wire, such as `delivery.ignored`.
    package var type: String {
        switch self {
        case .ignored: "delivery.ignored"
        case .malformed: "delivery.malformed"
        case .differed: "delivery.differed"
        }
    }

    /// The event's data on the wire; secret values appear as fingerprints only.
    package var data: CanonicalValue {
        switch self {
        case .ignored(let type, let reason):
            .object(["type": .text(type), "reason": .text(reason)])
        case .malformed(let reason): .object(["reason": .text(reason)])
        case .differed(let first): .object(["first": .integer(first.number)])
        }
    }

    /// Parses an event's data; returns nil if the type belongs to another group.
    ///
    /// - Throws: `CanonicalError` if the data is malformed.
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
