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
                "token": .extending(.named("Token"), ["value": .text])
            ])
        ),
        refusals: [.badRequest]
    )

    package static let rotateAdminToken = Route(
        .post,
        base + "/admin/rotate",
        "rotateAdminToken",
        "Replace the administrator's token at once; the new one is shown here and never again",
        description: "Every session and stream that the old one began ends.",
        answer: .json(.object(["token": .object(["name": .text, "value": .text])])),
        refusals: [.badRequest]
    )

    package static let createLoginCode = Route(
        .post,
        "/api/v1/login-codes",
        "createLoginCode",
        "Create a code that signs a browser in once, as the caller",
        description: "Open `path` at the admin side's address within five minutes.",
        answer: .json(
            .object([
                "path": .text.example("/login/once?code=2c9e…"), "expiresAt": .time,
            ])
        ),
        refusals: [.badRequest],
        effect: .reads,
        audience: .auditor
    )

    package static let revokeToken = Route(
        .delete,
        base + "/:name",
        "revokeToken",
        "Revoke a token",
        answer: .json(.object(["token": .named("Token")]))
    )
}
