extension Topic {
    /// What the log can be held to.
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
