extension Route {
    package static let confirmEmptyFolder = Route(
        .post,
        "/api/v1/folders/confirm-empty",
        "confirmEmptyFolder",
        "Say that a folder whose secrets would all go is empty indeed",
        body: .object([
            "source": .slug(64), "projectId": .text(1...255), "environment": .text(1...64),
            "secretPath": .text(1...1024, pattern: "^/([^/]+/?)*$").example("/my-secrets"),
        ]),
        answer: .json(
            .object([
                "folder": .object([
                    "source": .text, "projectId": .text, "environment": .text,
                    "secretPath": .text, "held": .named("HeldEmptiness").orNull,
                ])
            ])
        ),
        refusals: [.badRequest],
        effect: .destroys
    )
}
