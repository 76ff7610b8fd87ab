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
        refusals: Set<Refusal> = []
    ) -> Operation {
        Operation(
            .get,
            path,
            id,
            summary,
            answer: .json(.object(["status": .constant("ok")])),
            refusals: refusals,
            isOpen: true
        )
    }
}
