internal import APIContract

extension Route {
    package static let confirmEmptyFolder = Route(
        .post,
        "/api/v1/folders/confirm-empty",
        "confirmEmptyFolder",
        "Say that a folder whose secrets would all go is empty indeed",
        body: NamedFolder.fetched.schema(),
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
