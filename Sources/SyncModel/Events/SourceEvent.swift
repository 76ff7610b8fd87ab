package import Encodings

/// A change to a webhook source.
package enum SourceEvent: Sendable, Equatable {
    /// Carries the whole new source.
    case created(WebhookSource)
    /// Carries the whole source after the change.
    case updated(WebhookSource)
    /// Deliveries to the source are refused from now on.
    case deleted(name: String)
}

extension SourceEvent {
    /// The event's type on the wire, such as `source.created`.
    package var type: String {
        switch self {
        case .created: "source.created"
        case .updated: "source.updated"
        case .deleted: "source.deleted"
        }
    }

    /// The event's data on the wire; secret values appear as fingerprints only.
    package var data: CanonicalValue {
        switch self {
        case .created(let source), .updated(let source): source.canonical
        case .deleted(let name): .object(["name": .text(name)])
        }
    }

    /// Parses an event's data; returns nil if the type belongs to another group.
    ///
    /// - Throws: `CanonicalError` if the data is malformed.
    package init?(type: String, data: CanonicalValue) throws(CanonicalError) {
        switch type {
        case "source.created": self = .created(try WebhookSource(canonical: data))
        case "source.updated": self = .updated(try WebhookSource(canonical: data))
        case "source.deleted": self = .deleted(name: try data.text("name"))
        default: return nil
        }
    }
}
