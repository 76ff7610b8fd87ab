extension Route {
    private static let place: KeyValuePairs<String, Schema> = [
        "source": .text(1...255), "projectId": .text(1...255), "environment": .text(1...255),
        "secretPath": .text(1...1024),
    ]

    package static let listFolders = Route(
        .get,
        "/api/v1/folders",
        "listFolders",
        "List folders, with whether all of each is known",
        query: ["source", "projectId", "environment", "secretPath"]
            .map {
                Parameter(
                    name: $0,
                    schema: .text,
                    description: "Only folders with this \($0)."
                )
            },
        answer: .json(.object(["folders": .list(of: .named("Folder"))]))
    )

    package static let declareFolderComplete = Route(
        .post,
        "/api/v1/folders/complete",
        "declareFolderComplete",
        "Say that what is known of a folder is all that is in it",
        description:
            "From then on syncs that overwrite their destination prune it by this folder.",
        body: .object(place),
        answer: .json(.object(["folder": .named("Folder")])),
        refusals: [.notFound]
    )
}
