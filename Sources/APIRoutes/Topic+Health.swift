internal import APIContract

extension Topic {
    /// Routes for monitoring and tools.
    static let health = Topic(
        name: "Health",
        description: "What monitoring asks.",
        schemas: [:],
        routes: [
            .getHealth,
            .getReadiness,
            .getMetrics,
            .getDocument,
            .getSettings,
            .getProbe,
        ]
    )
}
