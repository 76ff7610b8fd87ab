internal import APIContract

extension Topic {
    /// Holding all pushing at once.
    static let holdingAll = Topic(
        name: "Holding everything",
        description:
            "While held, deliveries are accepted and plans made; nothing is written to Checkly.",
        schemas: [:],
        routes: [
            .getHold,
            .holdPushing,
            .releasePushing,
        ]
    )
}
