package import Encodings

/// The switch that holds or releases all pushing.
package enum PushingEvent: Sendable, Equatable {
    /// No sync writes to Checkly until somebody releases pushing.
    case held(reason: String?)
    /// Syncs write to Checkly again.
    case released
}

extension PushingEvent {
    /// The event's type on the wire, such as `pushing.held`.
    package var type: String {
        switch self {
        case .held: "pushing.held"
        case .released: "pushing.released"
        }
    }

    /// The event's data on the wire; secret values appear as fingerprints only.
    package var data: CanonicalValue {
        switch self {
        case .held(let reason): .object(["reason": .optional(reason)])
        case .released: .object([:])
        }
    }

    /// Parses an event's data; returns nil if the type belongs to another group.
    ///
    /// - Throws: `CanonicalError` if the data is malformed.
    package init?(type: String, data: CanonicalValue) throws(CanonicalError) {
        switch type {
        case "pushing.held": self = .held(reason: try data.optionalText("reason"))
        case "pushing.released": self = .released
        default: return nil
        }
    }
}
