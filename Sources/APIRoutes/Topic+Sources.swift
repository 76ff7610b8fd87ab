internal import APIContract
internal import Commands

extension Topic {
    /// Who may send deliveries, and how they sign.
    static let sources = Topic(
        name: "Webhook sources",
        description:
            "Who may post to /webhooks/{source}, how they sign, and how folders are fetched.",
        schemas: [
            "WebhookSource": sourceSchema,
            "WebhookSourceAnswer": .object(["webhookSource": .named("WebhookSource")]),
            "NewWebhookSource": NewSource.resource.schema(),
            "WebhookSourceChange": SourceUpdate.resource(of: nil).schema(for: .change),
            "NewReader": NewKMSAccess.resource.schema(),
            "Reading": readingSchema,
        ],
        routes: [
            .listSources,
            .createSource,
            .getSource,
            .updateSource,
            .deleteSource,
            .addSourceSecret,
            .removeSourceSecret,
            .testSource,
            .compareSourceSecrets,
            .checkReader,
        ]
    )
}
