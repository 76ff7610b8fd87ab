package import SyncModel

/// What the API asks of who signs the log.
package struct AuditDesk: Sendable {
    /// The newest signed checkpoint, a note.
    package var checkpoint: @Sendable () async throws -> String
    /// The proof that an event stands in the log; nil where there is no such event.
    package var proof: @Sendable (Position) async throws -> String?
    /// The key that verifies both.
    package var publicKey: @Sendable () async throws -> String

    /// Asks with these closures, which throw what the API answers.
    package init(
        checkpoint: @escaping @Sendable () async throws -> String,
        proof: @escaping @Sendable (Position) async throws -> String?,
        publicKey: @escaping @Sendable () async throws -> String
    ) {
        self.checkpoint = checkpoint
        self.proof = proof
        self.publicKey = publicKey
    }

    /// Where nobody signs.
    package static let none = AuditDesk(
        checkpoint: { throw APIError.notFound("Nothing is signed here") },
        proof: { _ in nil },
        publicKey: { throw APIError.notFound("Nothing is signed here") }
    )
}
