internal import APIContract

extension Topic {
    /// Checkpoints and proofs.
    static let audit = Topic(
        name: "Audit",
        description: "Signed checkpoints of the log, and proofs that an event is in it.",
        schemas: [:],
        routes: [
            .getCheckpoint,
            .getPublicKey,
            .getProof,
        ]
    )
}
