package import Encodings

/// What happens to a connection to Checkly.
package enum ConnectionEvent: Sendable, Equatable {
    case created(Connection)
    case updated(Connection)
    case deleted(id: String)
}

extension ConnectionEvent {
    /// The event's type, such as `connection.created`; a fixed word.
    package var type: String {
        switch self {
        case .created: "connection.created"
        case .updated: "connection.updated"
        case .deleted: "connection.deleted"
        }
    }

    /// The event's data; values appear as fingerprints only.
    package var data: CanonicalValue {
        switch self {
        case .created(let connection), .updated(let connection):
            connection.canonical
        case .deleted(let id): .record(["id": .text(id)])
        }
    }

    /// Reads an event's data back; nil where the type is of another group.
    ///
    /// - Throws: `CanonicalError` for data of another form.
    package init?(type: String, data: CanonicalValue) throws(CanonicalError) {
        switch type {
        case "connection.created": self = .created(try Connection(canonical: data))
        case "connection.updated": self = .updated(try Connection(canonical: data))
        case "connection.deleted": self = .deleted(id: try data.text("id"))
        default: return nil
        }
    }
}
