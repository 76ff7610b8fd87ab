package import Encodings

/// A change to the log itself, its keys, its tokens or who is notified.
package enum AdministrationEvent: Sendable, Equatable {
    /// The log continues from a backup. Pushing stays held until somebody releases it.
    case logRestored(through: Position)
    /// The keys of these values will be destroyed; recorded before that happens.
    case valuesShredded(ValuesShredded)
    /// Values will leave the server in the clear; recorded before they do.
    case valuesRevealed(ValuesRevealed)
    /// Somebody exported a part of the log.
    case logExported(LogExport)
    /// The master key, the checkpoint key or the administrator's token was replaced.
    case keyRotated(KeyRotation)
    /// Carries the new token's digest, never the token.
    case tokenCreated(APIToken)
    /// The token with this name no longer works.
    case tokenRevoked(name: String)
    /// Carries the places of the sealed address and secret, never these themselves.
    case notificationCreated(NotificationTarget)
    /// The target with this name gets nothing any more.
    case notificationDeleted(name: String)
}

extension AdministrationEvent {
    /// The event's type on the wire, such as `log.restored`.
    package var type: String {
        switch self {
        case .logRestored: "log.restored"
        case .valuesShredded: "values.shredded"
        case .valuesRevealed: "values.revealed"
        case .logExported: "log.exported"
        case .keyRotated: "key.rotated"
        case .tokenCreated: "token.created"
        case .tokenRevoked: "token.revoked"
        case .notificationCreated: "notification.created"
        case .notificationDeleted: "notification.deleted"
        }
    }

    /// The event's data on the wire; secret values appear as fingerprints only.
    package var data: CanonicalValue {
        switch self {
        case .logRestored(let through): .object(["through": .integer(through.number)])
        case .valuesShredded(let shredded): shredded.canonical
        case .valuesRevealed(let revealed): revealed.canonical
        case .logExported(let export): export.canonical
        case .keyRotated(let rotation): rotation.canonical
        case .tokenCreated(let token): token.canonical
        case .notificationCreated(let target): target.canonical
        case .tokenRevoked(let name), .notificationDeleted(let name):
            .object(["name": .text(name)])
        }
    }

    /// Parses an event's data; returns nil if the type belongs to another group.
    ///
    /// - Throws: `CanonicalError` if the data is malformed.
    package init?(type: String, data: CanonicalValue) throws(CanonicalError) {
        switch type {
        case "log.restored":
            self = .logRestored(through: Position(try data.integer("through")))
        case "values.shredded": self = .valuesShredded(try ValuesShredded(canonical: data))
        case "values.revealed": self = .valuesRevealed(try ValuesRevealed(canonical: data))
        case "log.exported": self = .logExported(try LogExport(canonical: data))
        case "key.rotated": self = .keyRotated(try KeyRotation(canonical: data))
        case "token.created": self = .tokenCreated(try APIToken(canonical: data))
        case "token.revoked": self = .tokenRevoked(name: try data.text("name"))
        case "notification.created":
            self = .notificationCreated(try NotificationTarget(canonical: data))
        case "notification.deleted":
            self = .notificationDeleted(name: try data.text("name"))
        default: return nil
        }
    }
}
