internal import Encodings
internal import SyncModel

extension Topic {
    /// Folders that showed no secret any more.
    static let emptiedFolders = Topic(
        name: "Emptied folders",
        description: "Folders whose secrets would all go at once: saying that it is meant so.",
        schemas: ["HeldEmptiness": heldSchema],
        operations: [
            Operation(
                .post,
                "/api/v1/folders/confirm-empty",
                "confirmEmptyFolder",
                "Say that a folder whose secrets would all go is empty indeed",
                body: .object([
                    "source": .slug(64), "projectId": .text(1...255), "environment": .text(1...64),
                    "secretPath": .text(1...1024, pattern: "^/([^/]+/?)*$").example("/my-secrets"),
                ]),
                answer: .json(
                    .object([
                        "folder": .object([
                            "source": .text, "projectId": .text, "environment": .text,
                            "secretPath": .text, "held": .named("HeldEmptiness").orNull,
                        ])
                    ])
                ),
                refusals: [.badRequest]
            )
        ]
    )

    private static let heldSchema = Schema.object([
        "since": .time,
        "emptied": .list(
            of: .object(["projectId": .text, "environment": .text, "secretPath": .text])
        ),
        "keyCount": .integer(in: 1...Int64.max), "isConfirmed": .boolean, "message": .text,
        "hint": .text,
    ])
}
