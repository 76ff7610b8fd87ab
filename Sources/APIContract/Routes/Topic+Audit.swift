internal import Encodings
internal import SyncModel

extension Topic {
    private static let text = Operation.Answer.text(type: "text/plain")

    /// What the log can be held to.
    static let audit = Topic(
        name: "Audit",
        description: "Signed checkpoints of the log, and proofs that an event is in it.",
        schemas: [:],
        operations: [
            Operation(
                .get,
                "/api/v1/audit/checkpoint",
                "getCheckpoint",
                "Show the newest checkpoint, a signed note",
                answer: text,
                refusals: [.notFound]
            ),
            Operation(
                .get,
                "/api/v1/audit/public-key",
                "getPublicKey",
                "Show the key that checkpoints are checked with",
                answer: text,
                refusals: [.notFound]
            ),
            Operation(
                .get,
                "/api/v1/audit/proof",
                "getProof",
                "Prove that an event is in the log",
                query: [
                    .init(
                        name: "position",
                        schema: .integer(in: 1...Int64.max),
                        isRequired: true,
                        description: "Which event."
                    )
                ],
                answer: text,
                refusals: [.notFound]
            ),
        ]
    )
}
