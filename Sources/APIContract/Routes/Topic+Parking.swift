internal import Encodings
internal import SyncModel

extension Topic {
    private static let own = "/api/v1/secret-syncs/checkly"
    private static let one = Operation.Answer.json(.named("SyncAnswer"))

    /// Changes that cannot be carried out.
    static let parking = Topic(
        name: "Parked changes",
        description: "Changes that wait for somebody: seeing, trying again, leaving them.",
        schemas: [
            "ParkedChange": .object([
                "syncId": .uuid, "syncName": .text, "key": .text.orNull,
                "fingerprint": .text.orNull, "position": .position,
                "problem": .object(["code": .text, "message": .text, "cause": .text]),
                "since": .time,
            ])
        ],
        operations: [
            Operation(
                .get,
                own + "/parked",
                "listParked",
                "List what waits for somebody",
                query: [
                    .init(
                        name: "projectId",
                        schema: .text,
                        description: "Only syncs of this project."
                    )
                ],
                answer: .json(.object(["parked": .list(of: .named("ParkedChange"))]))
            ),
            Operation(
                .get,
                own + "/:syncId/parked",
                "listParkedOfSync",
                "List what of a sync waits for somebody, and what was left",
                answer: .json(
                    .object([
                        "parked": .list(of: .named("ParkedChange")), "skipped": .list(of: skipped),
                    ])
                )
            ),
            Operation(
                .post,
                own + "/:syncId/retry",
                "retryParked",
                "Try again what waits, or one key of it",
                body: .object([:], optional: ["key": .text(0...1024)]),
                answer: one
            ),
            Operation(
                .post,
                own + "/:syncId/skip",
                "skipParked",
                "Leave a change that waits",
                body: .object(["key": .text(1...1024), "reason": .text(1...1024)]),
                answer: one
            ),
        ]
    )

    private static let skipped = Schema.object([
        "key": .text, "fingerprint": .text.orNull, "reason": .text, "since": .time,
    ])
}
