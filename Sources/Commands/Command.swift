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
        case sync(id: String, SyncAction)
        case token(TokenChange)
        case folder(FolderID, FolderChange)
    }
}

/// A change to all pushing at once.
package enum PushingChange: Sendable {
    case hold(reason: String?)
    /// Does nothing if pushing is not held.
    case release
}

/// An action on an existing sync that leaves its configuration unchanged.
package enum SyncAction: Sendable {
    case push
    /// Removes the variables that the sync wrote; the sync stays.
    case removeSecrets
    case pause(reason: String?)
    case resume(reason: String?)
    /// Pins the desired variables to those at a position, which must be known.
    case pin(asOf: Position)
    case unpin
    /// Makes the sync the owner of variables that somebody else wrote.
    case adopt(keys: [String])
    /// Retries a parked key, or all of them if the key is nil.
    case retry(key: String?)
    /// Drops a parked change.
    case skip(key: String, reason: String)
    /// Lets exactly this plan be carried out; a plan as of a position also pins the sync to it.
    case approve(planID: String, asOf: Position?)
}

/// A change to the tokens of the admin API.
package enum TokenChange: Sendable {
    /// The digest is the SHA-256 of the token, which only its creator sees.
    case create(name: String, APIToken.Role, digest: [UInt8])
    case revoke(name: String)
}

/// A statement about a known folder.
package enum FolderChange: Sendable {
    /// The fetch that found the folder suddenly empty is right.
    case confirmEmpty
    /// The folder holds nothing but what was reported of it.
    case declareComplete
}
