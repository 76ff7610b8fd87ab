internal import Encodings
internal import SyncModel

extension Topic {
    /// What monitoring and tools ask.
    static let health = Topic(
        name: "Health",
        description: "What monitoring asks.",
        schemas: [:],
        operations: [
            Operation(
                .get,
                "/healthz",
                "getHealth",
                "Say that the server lives",
                query: [
                    .init(
                        name: "nonce",
                        schema: .text(16...64, pattern: "^[A-Za-z0-9_-]+$"),
                        description:
                            "Is answered with a proof of which side of which server this is."
                    )
                ],
                answer: .json(
                    .object(
                        ["status": .constant("ok")],
                        optional: ["side": .constant("admin"), "proof": .text]
                    )
                ),
                isOpen: true
            ),
            health(
                "/readyz",
                "getReadiness",
                "Say that the server takes requests and can write its log",
                optional: [
                    "held": .boolean.described("True while all pushing is held; else not there.")
                ],
                refusals: [.unavailable]
            ),
            Operation(
                .get,
                "/metrics",
                "getMetrics",
                "Show metrics in Prometheus text",
                description: "Asks for a token unless the setting CHECKLY_SYNC_METRICS opens it.",
                answer: .text(type: "text/plain")
            ),
            Operation(
                .get,
                "/api/openapi.json",
                "getDocument",
                "Show this document",
                answer: .json(.anyObject),
                isOpen: true
            ),
            Operation(
                .get,
                "/api/v1/settings",
                "getSettings",
                "Show what the server was started with, without what is secret",
                answer: .json(
                    .object([
                        "settings": .list(
                            of: .object([
                                "name": .text.example("CHECKLY_SYNC_DATA"), "value": .text.orNull,
                                "isSecret": .boolean, "isSet": .boolean,
                            ])
                        )
                    ])
                )
            ),
            Operation(
                .get,
                "/api/v1/probe",
                "getProbe",
                "Say what each side of this server answers to a nonce at /healthz",
                query: [
                    .init(
                        name: "nonce",
                        schema: .text(16...64, pattern: "^[A-Za-z0-9_-]+$"),
                        isRequired: true,
                        description: "Chosen anew by who asks."
                    )
                ],
                answer: .json(
                    .object(["probe": .object(["webhooks": .text, "admin": .text])])
                ),
                refusals: [.invalid]
            ),
        ]
    )

    private static func health(
        _ path: String,
        _ id: String,
        _ summary: String,
        optional: KeyValuePairs<String, Schema> = [:],
        refusals: Set<Refusal> = []
    ) -> Operation {
        Operation(
            .get,
            path,
            id,
            summary,
            answer: .json(.object(["status": .constant("ok")], optional: optional)),
            refusals: refusals,
            isOpen: true
        )
    }
}
