package import Encodings

/// A change to a connection.
package enum ConnectionEvent: Sendable, Equatable {
    /// Carries the whole new connection.
    case created(Connection)
    /// Carries the whole connection after the change.
    case updated(Connection)
    /// No sync may use the connection any more.
    case deleted(id: String)
}

extension ConnectionEvent {
    /// The event's type on the wire, such as `connection.created`.
    package var type: String {
        switch self {
        case .created: "connection.created"
        case .updated: "connection.updated"
        case .deleted: "connection.deleted"
        }
    }

    /// The event's data on the wire; secret values appear as fingerprints only.
    package var data: CanonicalValue {
        switch self {
        case .created(let connection), .updated(let connection):
            connection.canonical
        case .deleted(let id): .object(["id": .text(id)])
        }
    }

    /// Parses an event's data; returns nil if the type belongs to another group.
    ///
    /// - Throws: `CanonicalError` if the data is malformed.
    package init?(type: String, data: CanonicalValue) throws(CanonicalError) {
        switch type {
        case "connection.created": self = .created(try Connection(canonical: data))
        case "connection.updated": self = .updated(try Connection(canonical: data))
        case "connection.deleted": self = .deleted(id: try data.text("id"))
        default: return nil
        }
    }
}
