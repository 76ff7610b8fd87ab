package import SyncModel

/// A change that somebody asks for.
package struct Command: Sendable {
    /// Who asks.
    package struct Caller: Sendable, Equatable {
        /// The actor of the resulting events.
        package var actor: Actor
        /// What the caller's token permits.
        package var role: APIToken.Role

        /// A caller, as the token of the request identifies it.
        package init(actor: Actor, role: APIToken.Role) {
            self.actor = actor
            self.role = role
        }
    }

    /// What is asked for.
    package var change: Change
    /// Who asks for it.
    package var caller: Caller

    /// A change and its caller.
    package init(_ change: Change, by caller: Caller) {
        self.change = change
        self.caller = caller
    }

    /// Every change there is, by what it changes.
    package enum Change: Sendable {
        case pushing(PushingChange)
        case createConnection(name: String, description: String?, apiKey: SecretValue)
        case connection(id: String, ConnectionAction)
        case createSource(NewSource)
        case source(name: String, SourceAction)
        case createSync(SyncCreation)
        case sync(id: String, SyncAction)
        case token(TokenChange)
        case notification(NotificationChange)
        case folder(FolderID, FolderChange)
        case disclosure(Disclosure)
        case shred(ShredRequest)
    }
}

extension Command.Change {
    /// Whether a token with the role `auditor` may ask for it, because it changes nothing but the
    /// record of who has seen what.
    var isOpenToAuditors: Bool {
        if case .disclosure(.export) = self { true } else { false }
    }
}

/// A change to all pushing at once.
package enum PushingChange: Sendable {
    case hold(reason: String?)
    /// Does nothing if pushing is not held.
    case release
}

/// A change to the tokens of the admin API.
package enum TokenChange: Sendable {
    /// The digest is the SHA-256 of the token, which only its creator sees.
    case create(
        name: String,
        APIToken.Role,
        digest: [UInt8],
        expiresAt: Timestamp? = nil,
        projects: [String]? = nil
    )
    case revoke(name: String)
    /// The administrator's; both are ids.
    case rotateAdmin(from: String, to: String)
}

/// A change to who is told what waits for a person.
package enum NotificationChange: Sendable {
    /// The address was checked with `NotificationTarget.origin`; the secret signs what is sent, and
    /// is nil for a form that nothing signs.
    case create(
        name: String,
        NotificationTarget.Form,
        onlyProblems: Bool,
        url: SecretValue,
        origin: String,
        secret: SecretValue?
    )
    case delete(name: String)
}

/// A statement about a known folder.
package enum FolderChange: Sendable {
    /// The fetch that found the folder suddenly empty is right.
    case confirmEmpty
    /// The folder holds nothing but what was reported of it.
    case declareComplete
}

/// Values, or knowledge of them, that are about to leave the server; recorded before they do.
package enum Disclosure: Sendable {
    /// Values, or facts derived from them.
    case reveal(ValuesRevealed)
    /// A part of the log, without values.
    case export(LogExport)
}
