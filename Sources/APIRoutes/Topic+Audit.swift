internal import APIContract

extension Topic {
    /// Checkpoints and proofs.
    static let audit = Topic(
        name: "Audit",
        description:
            "Signed checkpoints of the log, proofs that an event is in it, and verifications.",
        schemas: ["Verification": verificationSchema],
        routes: [
            .getCheckpoint,
            .listCheckpoints,
            .getPublicKey,
            .rotateCheckpointKey,
            .getProof,
            .startVerification,
            .listVerifications,
            .getVerification,
            .cancelVerification,
        ]
    )
}
