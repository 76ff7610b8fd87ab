internal import Encodings
internal import SyncModel

extension Topic {
    private static let base = "/api/v1/tokens"

    /// Who may call the API.
    static let tokens = Topic(
        name: "Tokens",
        description: "Who may call the API: an admin all of it, an auditor what only reads.",
        schemas: [
            "Token": .object([
                "name": .text, "role": .text.example("auditor"), "createdAt": .time,
                "lastUsedAt": .time.orNull,
            ])
        ],
        operations: [
            Operation(
                .get,
                base,
                "listTokens",
                "List the named tokens",
                answer: .json(.object(["tokens": .list(of: .named("Token"))]))
            ),
            Operation(
                .post,
                base,
                "createToken",
                "Create a token; its value is shown here and never again",
                body: .object(["name": .text(1...64), "role": .text]),
                answer: .json(
                    .object([
                        "token": .object([
                            "name": .text, "role": .text, "createdAt": .time,
                            "lastUsedAt": .time.orNull, "value": .text,
                        ])
                    ])
                ),
                refusals: [.badRequest]
            ),
            Operation(
                .delete,
                base + "/:name",
                "revokeToken",
                "Revoke a token",
                answer: .json(.object(["token": .named("Token")]))
            ),
        ]
    )
}
