extension Topic {
    /// Who may send deliveries, and how they sign.
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
        routes: [
            .listSources,
            .createSource,
            .getSource,
            .updateSource,
            .deleteSource,
            .addSourceSecret,
            .removeSourceSecret,
            .compareSourceSecrets,
            .checkReader,
        ]
    )
}
