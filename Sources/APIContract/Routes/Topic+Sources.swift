internal import Encodings
internal import SyncModel
internal import WebhookSignatures

extension Topic {
    private static let base = "/api/v1/webhook-sources"
    private static let one = Operation.Answer.json(.named("WebhookSourceAnswer"))

    /// Who may post, and how they sign.
    static let sources = Topic(
        name: "Webhook sources",
        description: "Who may post to /webhooks/{source}, how they sign, how they are read back.",
        schemas: [
            "WebhookSource": sourceSchema,
            "WebhookSourceAnswer": .object(["webhookSource": .named("WebhookSource")]),
            "NewWebhookSource": newSourceSchema,
            "WebhookSourceChange": sourceChangeSchema,
            "NewReader": newReaderSchema,
            "Reading": readingSchema,
        ],
        operations: operations
    )

    private static let operations = [
        Operation(
            .get,
            base,
            "listSources",
            "List sources",
            answer: .json(.object(["webhookSources": .list(of: .named("WebhookSource"))]))
        ),
        Operation(
            .post,
            base,
            "createSource",
            "Create a source",
            body: .named("NewWebhookSource"),
            answer: one
        ),
        Operation(.get, base + "/:name", "getSource", "Show a source", answer: one),
        Operation(
            .patch,
            base + "/:name",
            "updateSource",
            "Change a source",
            body: .named("WebhookSourceChange"),
            answer: one
        ),
        Operation(.delete, base + "/:name", "deleteSource", "Delete a source", answer: one),
        Operation(
            .post,
            base + "/:name/secrets",
            "addSourceSecret",
            "Add a signing secret",
            body: .object(
                ["secret": .text(1...4096)],
                optional: ["notBefore": .time, "notAfter": .time, "weakSecret": weakSecret]
            ),
            answer: one
        ),
        Operation(
            .delete,
            base + "/:name/secrets/:secretId",
            "removeSourceSecret",
            "Remove a signing secret, but not the last one",
            answer: one,
            refusals: [.badRequest]
        ),
        Operation(
            .post,
            base + "/:name/compare-secrets",
            "compareSourceSecrets",
            "Say which of a source's secrets some texts are",
            body: .object(
                [:],
                optional: ["secrets": .list(of: .text), "readerClientSecret": .text]
            ),
            answer: .json(
                .object([
                    "secrets": .list(of: .text.orNull), "readerClientSecret": .boolean.orNull,
                ])
            )
        ),
        Operation(
            .post,
            base + "/:name/check-reader",
            "checkReader",
            "Try a source's reader",
            answer: .json(
                .object([
                    "ok": .boolean, "folder": .anyObject.orNull, "code": .text.orNull,
                    "message": .text.orNull,
                ])
            ),
            refusals: [.badRequest]
        ),
    ]
}
