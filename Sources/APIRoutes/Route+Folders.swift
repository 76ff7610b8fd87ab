internal import APIContract

extension Route {
    package static let listFolders = Route(
        .get,
        "/api/v1/folders",
        "listFolders",
        "List folders, with whether all of each is known",
        query: [
            Query.folderSource, Query.folderProject, Query.folderEnvironment, Query.folderPath,
        ],
        answer: .json(.object(["folders": .list(of: .named("Folder")), "facets": facets]))
    )

    private static let facets =
        Schema.object([
            "source": .list(of: .named("Facet")), "projectId": .list(of: .named("Facet")),
            "environment": .list(of: .named("Facet")), "secretPath": .list(of: .named("Facet")),
        ])
        .described("What each filter can be, of the folders that those before it let through.")

    package static let listFolderKeys = Route(
        .get,
        "/api/v1/folders/keys",
        "listFolderKeys",
        "List the keys of a folder, with those that it imports",
        description:
            "As a sync of the folder would see them, also if there is no such sync. Nothing is "
            + "known of a folder that was never reported.",
        query: [
            Query.ofSource, Query.ofProject, Query.ofEnvironment, Query.ofPath, Query.text,
            Query.offset, Query.limit,
        ],
        answer: .json(
            .object([
                "source": .text.orNull, "isKnown": .boolean, "isComplete": .boolean,
                "imports": .list(of: Topic.folderImportSchema),
                "changedAt": .object(["position": .position, "recordedAt": .time]).orNull,
                "keys": .list(of: .named("FolderKey")), "matching": count, "total": count,
            ])
        ),
        refusals: [.badRequest]
    )

    private static let count = Schema.integer(in: 0...Int64.max)

    package static let declareFolderComplete = Route(
        .post,
        "/api/v1/folders/complete",
        "declareFolderComplete",
        "Declare that the known content of a folder is complete",
        description:
            "From then on syncs that overwrite their destination prune it by this folder.",
        body: NamedFolder.reported.schema(),
        answer: .json(.object(["folder": .named("Folder")])),
        refusals: [.notFound]
    )
}
