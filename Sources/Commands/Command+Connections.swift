package import SyncModel

/// An action on an existing connection.
package enum ConnectionAction: Sendable {
    case update(NewConnection)
    /// Refused while a sync uses the connection.
    case delete
}

/// The members of a connection that a request names; the others keep their values.
package struct NewConnection: Sendable {
    /// A slug of 1 to 64 characters.
    package var name: String?
    /// Up to 256 characters; an inner nil removes the description.
    package var description: String??
    /// A key that Checkly has accepted.
    package var apiKey: SecretValue?

    /// Names nothing.
    package init() {}
}
