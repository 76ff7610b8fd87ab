package import Encodings

/// The switch for all pushing.
package enum PushingEvent: Sendable, Equatable {
    /// Nothing is written to Checkly, whatever the sync, until it is released.
    case held(reason: String?)
    case released
}

extension PushingEvent {
    /// The event's type, such as `pushing.held`; a fixed word.
    package var type: String {
        switch self {
        case .held: "pushing.held"
        case .released: "pushing.released"
        }
    }

    /// The event's data; values appear as fingerprints only.
    package var data: CanonicalValue {
        switch self {
        case .held(let reason): .record(["reason": .optional(reason)])
        case .released: .record([:])
        }
    }

    /// Reads an event's data back; nil where the type is of another group.
    ///
    /// - Throws: `CanonicalError` for data of another form.
    package init?(type: String, data: CanonicalValue) throws(CanonicalError) {
        switch type {
        case "pushing.held": self = .held(reason: try data.optionalText("reason"))
        case "pushing.released": self = .released
        default: return nil
        }
    }
}
