internal import APIContract
internal import SyncModel

extension Topic {
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
        routes: [
            .listSyncOptions,
            .listAllSyncs,
            .listSyncs,
            .getSync,
            .getSyncByName,
            .createSync,
            .updateSync,
            .deleteSync,
        ]
    )
}
