internal import APIContract

extension Route {
    private static let base = "/api/v1/secret-syncs"
    /// The path of the syncs to Checkly.
    static let syncs = base + "/checkly"
    static let sync = syncs + "/:syncId"
    static let syncAnswer = Answer.json(.named("SyncAnswer"))
    private static let list = Answer.json(
        .object(["secretSyncs": .list(of: .named("Sync"))])
    )

    package static let listSyncOptions = Route(
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
    )

    package static let listAllSyncs = Route(
        .get,
        base,
        "listAllSyncs",
        "List syncs to every destination",
        query: [Query.project],
        answer: list
    )

    package static let listSyncs = Route(
        .get,
        syncs,
        "listSyncs",
        "List syncs",
        query: [Query.project],
        answer: list
    )

    package static let getSync = Route(.get, sync, "getSync", "Show a sync", answer: syncAnswer)

    package static let getSyncByName = Route(
        .get,
        syncs + "/sync-name/:syncName",
        "getSyncByName",
        "Show a sync by its name",
        query: [Query.project],
        answer: syncAnswer
    )

    package static let createSync = Route(
        .post,
        syncs,
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
    )

    package static let updateSync = Route(
        .patch,
        sync,
        "updateSync",
        "Change a sync",
        description: "`syncOptions` are replaced as a whole.",
        body: .named("SyncChange"),
        answer: syncAnswer
    )

    package static let deleteSync = Route(
        .delete,
        sync,
        "deleteSync",
        "Delete a sync",
        query: [Query.removeSecrets],
        answer: syncAnswer
    )
}
