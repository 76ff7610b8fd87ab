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

    package static let listCheckpoints = Route(
        .get,
        "/api/v1/audit/checkpoints",
        "listCheckpoints",
        "List the checkpoints that were signed, newest first",
        description:
            "All of the newest are kept, then the last one of each hour, then of each day. "
            + "`next` is the `before` of the next page.",
        query: [Query.before, Query.limit],
        answer: .json(
            .object([
                "checkpoints": .list(
                    of: .object([
                        "size": .position.described("It covers the events up to here."),
                        "rootHash": .text.described("In Base64."), "signedAt": .time,
                        "witnessedAt": .time.orNull
                            .described("Null where no witness has signed it."),
                        "note": .text.described("The signed note."),
                    ])
                ), "next": .position.orNull,
            ])
        )
    )

    package static let getPublicKey = Route(
        .get,
        "/api/v1/audit/public-key",
        "getPublicKey",
        "Show the key that checkpoints are checked with",
        answer: text,
        refusals: [.notFound]
    )

    package static let rotateCheckpointKey = Route(
        .post,
        "/api/v1/audit/public-key/rotate",
        "rotateCheckpointKey",
        "Let a new key sign checkpoints from now on",
        description: "The old public key stays in the log, and verifies what it signed.",
        answer: .json(.object(["publicKey": .text])),
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
