internal import APIContract

extension Route {
    package static let getHealth = Route(
        .get,
        "/healthz",
        "getHealth",
        "Say that the server is alive",
        query: [Query.healthNonce],
        answer: .json(
            .object(
                ["status": .constant("ok")],
                optional: ["side": .constant("admin"), "proof": .text]
            )
        ),
        audience: .anyone
    )

    package static let getReadiness = Route(
        .get,
        "/readyz",
        "getReadiness",
        "Say that the server takes requests and can write its log",
        answer: .json(
            .object(
                ["status": .constant("ok")],
                optional: [
                    "held": .boolean.described("True while all pushing is held; else not there.")
                ]
            )
        ),
        refusals: [.unavailable],
        audience: .anyone
    )

    package static let getMetrics = Route(
        .get,
        "/metrics",
        "getMetrics",
        "Show metrics in Prometheus text",
        description: "Asks for a token unless the setting CHECKLY_SYNC_METRICS opens it.",
        answer: .text(type: "text/plain")
    )

    package static let getDocument = Route(
        .get,
        "/api/openapi.json",
        "getDocument",
        "Show this document",
        answer: .json(.anyObject),
        audience: .anyone
    )

    package static let getSettings = Route(
        .get,
        "/api/v1/settings",
        "getSettings",
        "Show what the server was started with, without what is secret",
        answer: .json(
            .object(["settings": settingsSchema])
        )
    )

    static let settingsSchema = Schema.list(
        of: .object([
            "name": .text.example("CHECKLY_SYNC_DATA"), "value": .text.orNull,
            "isSecret": .boolean, "isSet": .boolean,
            "origin": .words(["flag", "environment", "file", "default"]).orNull
                .described("Where the value comes from; null where there is none."),
        ])
    )

    package static let getProbe = Route(
        .get,
        "/api/v1/probe",
        "getProbe",
        "Say what each side of this server answers to a nonce at /healthz",
        query: [Query.nonce],
        answer: .json(
            .object(["probe": .object(["webhooks": .text, "admin": .text])])
        ),
        refusals: [.invalid]
    )
}
