internal import APIContract

extension Route {
    package static let confirmEmptyFolder = Route(
        .post,
        "/api/v1/folders/confirm-empty",
        "confirmEmptyFolder",
        "Confirm that a folder whose secrets would all disappear is empty",
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
