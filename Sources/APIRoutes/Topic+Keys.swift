internal import APIContract

extension Topic {
    /// The keys that values are sealed under: counting, rewrapping and destroying them.
    static let keys = Topic(
        name: "Keys",
        description: "What values are sealed under, and destroying values for good.",
        schemas: [:],
        routes: [
            .countKeys,
            .rotateMasterKey,
            .shredValues,
        ]
    )
}
