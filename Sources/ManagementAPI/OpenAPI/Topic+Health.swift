internal import HTTPTypes
internal import SyncModel

extension Topic {
    /// What monitoring and tools ask, without a token.
    static let health = Topic(
        name: "Health",
        description: "Answered without a token.",
        schemas: [:],
        operations: [
            health("/healthz", "getHealth", "Say that the server lives"),
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
                answer: .text(type: "text/plain"),
                isOpen: true
            ),
            Operation(
                .get,
                "/api/openapi.json",
                "getDocument",
                "Show this document",
                answer: .json(.anyObject),
                isOpen: true
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
