package import Encodings

/// What happens to the log itself, its keys and its tokens.
package enum AdministrationEvent: Sendable, Equatable {
    /// The log goes on from a copy of it; nothing is written to Checkly until somebody releases it.
    case logRestored(through: Position)
    /// The keys of values are destroyed; it is recorded before they are.
    case valuesShredded(ValuesShredded)
    case valuesRevealed(ValuesRevealed)
    case logExported(LogExport)
    case keyRotated(KeyRotation)
    case tokenCreated(APIToken)
    case tokenRevoked(name: String)
}

extension AdministrationEvent {
    /// The event's type, such as `log.restored`; a fixed word.
    package var type: String {
        switch self {
        case .logRestored: "log.restored"
        case .valuesShredded: "values.shredded"
        case .valuesRevealed: "values.revealed"
        case .logExported: "log.exported"
        case .keyRotated: "key.rotated"
        case .tokenCreated: "token.created"
        case .tokenRevoked: "token.revoked"
        }
    }

    /// The event's data; values appear as fingerprints only.
    package var data: CanonicalValue {
        switch self {
        case .logRestored(let through): .record(["through": .integer(through.number)])
        case .valuesShredded(let shredded): shredded.canonical
        case .valuesRevealed(let revealed): revealed.canonical
        case .logExported(let export): export.canonical
        case .keyRotated(let rotation): rotation.canonical
        case .tokenCreated(let token): token.canonical
        case .tokenRevoked(let name): .record(["name": .text(name)])
        }
    }

    /// Reads an event's data back; nil where the type is of another group.
    ///
    /// - Throws: `CanonicalError` for data of another form.
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
        default: return nil
        }
    }
}
