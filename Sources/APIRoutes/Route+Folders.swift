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
        answer: .json(.object(["folders": .list(of: .named("Folder"))]))
    )

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
