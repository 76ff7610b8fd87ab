internal import APIContract
internal import SyncModel

extension Route {
    private static let base = "/api/v1/tokens"

    package static let listTokens = Route(
        .get,
        base,
        "listTokens",
        "List the named tokens",
        answer: .json(.object(["tokens": .list(of: .named("Token"))]))
    )

    package static let createToken = Route(
        .post,
        base,
        "createToken",
        "Create a token; its value is shown here and never again",
        body: NewToken.resource.schema(),
        answer: .json(
            .object([
                "token": .object([
                    "name": .text, "role": .text, "createdAt": .time,
                    "lastUsedAt": .time.orNull, "value": .text,
                ])
            ])
        ),
        refusals: [.badRequest]
    )

    package static let revokeToken = Route(
        .delete,
        base + "/:name",
        "revokeToken",
        "Revoke a token",
        answer: .json(.object(["token": .named("Token")]))
    )
}
