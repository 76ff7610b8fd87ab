extension Topic {
    /// What monitoring and tools ask.
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
