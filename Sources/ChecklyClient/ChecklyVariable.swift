package import SyncModel

/// An environment variable as Checkly lists it.
package struct ChecklyVariable: Sendable, Equatable {
    package var key: String
    /// Nil where Checkly does not show it: null, missing and empty are treated alike.
    package var value: SecretValue?
    /// Nil where Checkly does not say.
    package var locked: Bool?
    /// Nil where Checkly does not say.
    package var secret: Bool?

    package init(key: String, value: SecretValue?, locked: Bool?, secret: Bool?) {
        self.key = key
        self.value = value
        self.locked = locked
        self.secret = secret
    }
}

/// An account that an API key can see.
package struct ChecklyAccount: Sendable, Equatable {
    package var id: String
    package var name: String
    package var runtimeID: String?
}

/// A check group of an account.
package struct ChecklyGroup: Sendable, Equatable {
    package var id: String
    package var name: String
}

/// What a write did.
package enum WriteOutcome: Sendable, Equatable {
    case created, updated
}

/// What a deletion found.
package enum DeleteOutcome: Sendable, Equatable {
    case deleted, alreadyMissing
}
