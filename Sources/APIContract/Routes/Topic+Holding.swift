internal import Encodings
internal import Projection
internal import ReadModels
internal import SyncModel

extension Topic {
    private static let path = "/api/v1/hold"
    private static let answer = Operation.Answer.json(
        .object([
            "hold":
                .object([
                    "cause": .words(of: PushingHold.Cause.self), "since": .time,
                    "reason": .text.orNull, "message": .text,
                ])
                .orNull
        ])
    )

    /// Stopping everything at once.
    static let holdingAll = Topic(
        name: "Holding everything",
        description:
            "While held, deliveries are taken and plans made; nothing is written to Checkly.",
        schemas: [:],
        operations: [
            Operation(.get, path, "getHold", "Say whether all pushing is held", answer: answer),
            Operation(
                .post,
                path,
                "holdPushing",
                "Hold all pushing",
                body: .object([:], optional: ["reason": .text(0...1024)]),
                answer: answer
            ),
            Operation(.delete, path, "releasePushing", "Go on pushing", answer: answer),
        ]
    )
}
