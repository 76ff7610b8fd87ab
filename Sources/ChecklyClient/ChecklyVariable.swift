package import SyncModel

/// An environment variable as Checkly lists it.
package struct ChecklyVariable: Sendable, Equatable {
    /// The key, unique within the account.
    package var key: String
    /// Nil if Checkly does not show it: a value that is null, missing or blank.
    package var value: SecretValue?
    /// Nil if Checkly does not say.
    package var locked: Bool?
    /// Nil if Checkly does not say.
    package var secret: Bool?

    /// Makes a variable as a list would show it.
    package init(key: String, value: SecretValue?, locked: Bool?, secret: Bool?) {
        self.key = key
        self.value = value
        self.locked = locked
        self.secret = secret
    }
}

/// An account that an API key can access.
package struct ChecklyAccount: Sendable, Equatable {
    /// The account's id, a UUID as text.
    package var id: String
    /// The account's name; empty if Checkly does not say.
    package var name: String
    /// The account's default runtime; nil if Checkly does not say.
    package var runtimeID: String?
}

/// A check group of an account.
package struct ChecklyGroup: Sendable, Equatable {
    /// The group's id, a number in decimal digits.
    package var id: String
    /// The group's name; empty if Checkly does not say.
    package var name: String
}

/// The effect of a write.
package enum WriteOutcome: Sendable, Equatable {
    case created, updated
}

/// The effect of a deletion.
package enum DeleteOutcome: Sendable, Equatable {
    case deleted, alreadyMissing
}
