internal import APIRoutes
package import LogModels
package import SyncModel

/// The signer of the log, as the API uses it.
package struct LogSigning: Sendable {
    /// Returns the newest signed checkpoint, a note.
    package var checkpoint: @Sendable () async throws -> String
    /// Returns the proof that an event is in the log; nil if there is no such event.
    package var proof: @Sendable (Position) async throws -> String?
    /// Returns the key that verifies both.
    package var publicKey: @Sendable () async throws -> String
    /// Returns the checkpoints that are kept, newest first.
    package var history: @Sendable () -> [SignedCheckpoint]
    /// Returns how signing stands; it never waits.
    package var standing: @Sendable () -> CheckpointStanding

    /// Lets a new key sign from now on; returns the key that verifies what it signs, or nil while
    /// another one is under way.
    package var rotateKey: @Sendable (Actor) async throws -> String?

    /// Asks with these closures, which throw what the API answers.
    package init(
        checkpoint: @escaping @Sendable () async throws -> String,
        proof: @escaping @Sendable (Position) async throws -> String?,
        publicKey: @escaping @Sendable () async throws -> String,
        history: @escaping @Sendable () -> [SignedCheckpoint] = { [] },
        standing: @escaping @Sendable () -> CheckpointStanding = { CheckpointStanding() },
        rotateKey: @escaping @Sendable (Actor) async throws -> String? = { _ in throw signsNothing }
    ) {
        self.checkpoint = checkpoint
        self.proof = proof
        self.publicKey = publicKey
        self.history = history
        self.standing = standing
        self.rotateKey = rotateKey
    }

    private static let signsNothing = APIError.notFound("This server signs nothing")

    /// Used where nothing is signed.
    package static let none = LogSigning(
        checkpoint: { throw signsNothing },
        proof: { _ in nil },
        publicKey: { throw signsNothing }
    )
}
