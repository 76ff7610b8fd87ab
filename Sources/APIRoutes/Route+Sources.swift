internal import APIContract
internal import Commands

extension Route {
    private static let base = "/api/v1/webhook-sources"
    private static let one = Answer.json(.named("WebhookSourceAnswer"))
    private static let source = base + "/:name"

    package static let listSources = Route(
        .get,
        base,
        "listSources",
        "List sources",
        answer: .json(.object(["webhookSources": .list(of: .named("WebhookSource"))]))
    )

    package static let createSource = Route(
        .post,
        base,
        "createSource",
        "Create a source",
        body: .named("NewWebhookSource"),
        answer: one
    )

    package static let getSource = Route(.get, source, "getSource", "Show a source", answer: one)

    package static let updateSource = Route(
        .patch,
        source,
        "updateSource",
        "Change a source",
        body: .named("WebhookSourceChange"),
        answer: one
    )

    package static let deleteSource = Route(
        .delete,
        source,
        "deleteSource",
        "Delete a source",
        answer: one
    )

    package static let addSourceSecret = Route(
        .post,
        source + "/secrets",
        "addSourceSecret",
        "Add a signing secret",
        body: NewSecret.resource(for: nil).schema(),
        answer: one
    )

    package static let removeSourceSecret = Route(
        .delete,
        source + "/secrets/:secretId",
        "removeSourceSecret",
        "Remove a signing secret, but not the last one",
        answer: one,
        refusals: [.badRequest]
    )

    package static let testSource = Route(
        .post,
        source + "/test",
        "testSource",
        "Send a test delivery to a source, and say what became of it",
        description:
            "It is signed with one of the source's secrets and ignored once it is accepted; the "
            + "log records it as any other. It takes 10 seconds at most.",
        body: SourceTest.resource.schema(),
        answer: .json(
            .object([
                "test": .object([
                    "via": .words(of: SourceTest.Way.self), "url": .text.orNull,
                    "secretId": .text, "deliveryId": .text,
                    "status": .integer(in: 100...999).orNull
                        .described("What the sender would see; null if no response came."),
                    "body": .text.orNull.described("The start of the response's body."),
                    "isAccepted": .boolean.described("Whether the log has it."),
                    "position": .position.orNull,
                    "problem": Topic.problem.orNull.described("Why no response came."),
                    "refusedId": .text.orNull.described("Of the refused delivery, as kept."),
                    "explanation": .named("Explanation").orNull,
                ])
            ])
        ),
        refusals: [.badRequest, .tooMany]
    )

    package static let compareSourceSecrets = Route(
        .post,
        source + "/compare-secrets",
        "compareSourceSecrets",
        "Say which of a source's secrets some texts are",
        body: GivenSecrets.resource.schema(),
        answer: .json(
            .object([
                "secrets": .list(of: .text.orNull), "readerClientSecret": .boolean.orNull,
            ])
        ),
        effect: .reads
    )

    package static let checkReader = Route(
        .post,
        source + "/check-reader",
        "checkReader",
        "Try a source's reader",
        answer: .json(
            .object([
                "ok": .boolean, "folder": .anyObject.orNull, "code": .text.orNull,
                "message": .text.orNull,
            ])
        ),
        refusals: [.badRequest],
        effect: .reads
    )
}
