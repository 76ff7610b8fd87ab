internal import Encodings
internal import SyncModel

extension Topic {
    private static let base = "/api/v1/secret-syncs"
    private static let own = base + "/checkly"

    /// Syncs, as Hanzo KMS has them.
    static let syncs = Topic(
        name: "Syncs",
        description: "What sends a folder's secrets to a Checkly account or check group.",
        schemas: [
            "Sync": syncSchema,
            "SyncAnswer": .object(["secretSync": .named("Sync")]),
            "SyncOptions": SyncOptions.resource.answerSchema,
            "NewSyncOptions": SyncOptions.resource.schema(),
            "Destination": Destination.resource.schema(),
            "NewSync": NewSync.resource.schema(),
            "SyncChange": NewSync.resource.schema(for: .change),
            "Notice": .object([
                "code": .text.example("prunes-nothing-yet"), "message": .text,
            ]),
            "OverlappingSync": .object([
                "id": .uuid, "name": .text, "projectId": .text, "keySchema": .text.orNull,
            ]),
        ],
        operations: reading + changing
    )

    private static let project = Operation.Parameter(
        name: "projectId",
        schema: .text(1...255),
        isRequired: true,
        description: "Only syncs of this project."
    )
    private static let one = Operation.Answer.json(.named("SyncAnswer"))
    private static let list = Operation.Answer.json(
        .object(["secretSyncs": .list(of: .named("Sync"))])
    )

    private static let reading = [
        Operation(
            .get,
            base + "/options",
            "listSyncOptions",
            "List what can be synced to",
            answer: .json(
                .object([
                    "secretSyncOptions": .list(
                        of: .object([
                            "name": .text, "connection": .text, "destination": .text,
                            "canImportSecrets": .boolean,
                        ])
                    )
                ])
            )
        ),
        Operation(
            .get,
            base,
            "listAllSyncs",
            "List syncs to every destination",
            query: [project],
            answer: list
        ),
        Operation(.get, own, "listSyncs", "List syncs", query: [project], answer: list),
        Operation(.get, own + "/:syncId", "getSync", "Show a sync", answer: one),
        Operation(
            .get,
            own + "/sync-name/:syncName",
            "getSyncByName",
            "Show a sync by its name",
            query: [project],
            answer: one
        ),
    ]

    private static let changing = [
        Operation(
            .post,
            own,
            "createSync",
            "Create a sync",
            description:
                "`overlappingSyncs` stands beside it where others may write the same keys.",
            body: .named("NewSync"),
            answer: .json(
                .object(
                    ["secretSync": .named("Sync")],
                    optional: ["overlappingSyncs": .list(of: .named("OverlappingSync"))]
                )
            ),
            refusals: [.notFound]
        ),
        Operation(
            .patch,
            own + "/:syncId",
            "updateSync",
            "Change a sync",
            description: "`syncOptions` are replaced as a whole.",
            body: .named("SyncChange"),
            answer: one
        ),
        Operation(
            .delete,
            own + "/:syncId",
            "deleteSync",
            "Delete a sync",
            query: [
                .init(
                    name: "removeSecrets",
                    schema: .words(["true", "false"]),
                    description: "Take away what it wrote first; it is deleted when that is done."
                )
            ],
            answer: one
        ),
    ]
}
