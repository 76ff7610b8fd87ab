package import Encodings

/// What happens to a webhook source.
package enum SourceEvent: Sendable, Equatable {
    case created(WebhookSource)
    case updated(WebhookSource)
    case deleted(name: String)
}

extension SourceEvent {
    /// The event's type, such as `source.created`; a fixed word.
    package var type: String {
        switch self {
        case .created: "source.created"
        case .updated: "source.updated"
        case .deleted: "source.deleted"
        }
    }

    /// The event's data; values appear as fingerprints only.
    package var data: CanonicalValue {
        switch self {
        case .created(let source), .updated(let source): source.canonical
        case .deleted(let name): .record(["name": .text(name)])
        }
    }

    /// Reads an event's data back; nil where the type is of another group.
    ///
    /// - Throws: `CanonicalError` for data of another form.
    package init?(type: String, data: CanonicalValue) throws(CanonicalError) {
        switch type {
        case "source.created": self = .created(try WebhookSource(canonical: data))
        case "source.updated": self = .updated(try WebhookSource(canonical: data))
        case "source.deleted": self = .deleted(name: try data.text("name"))
        default: return nil
        }
    }
}
