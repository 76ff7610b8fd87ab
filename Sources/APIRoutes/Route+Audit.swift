internal import APIContract

extension Route {
    private static let text = Answer.text(type: "text/plain")

    package static let getCheckpoint = Route(
        .get,
        "/api/v1/audit/checkpoint",
        "getCheckpoint",
        "Show the newest checkpoint, a signed note",
        answer: text,
        refusals: [.notFound]
    )

    package static let getPublicKey = Route(
        .get,
        "/api/v1/audit/public-key",
        "getPublicKey",
        "Show the key that checkpoints are checked with",
        answer: text,
        refusals: [.notFound]
    )

    package static let getProof = Route(
        .get,
        "/api/v1/audit/proof",
        "getProof",
        "Prove that an event is in the log",
        query: [Query.position],
        answer: text,
        refusals: [.notFound]
    )
}
