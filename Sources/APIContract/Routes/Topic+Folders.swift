internal import Encodings
internal import SyncModel

extension Topic {
    private static let place: KeyValuePairs<String, Schema> = [
        "source": .text(1...255), "projectId": .text(1...255), "environment": .text(1...255),
        "secretPath": .text(1...1024),
    ]

    /// What is known of folders.
    static let folders = Topic(
        name: "Folders",
        description: "What sources reported of their folders, and whether that is all there is.",
        schemas: [
            "Folder": .object([
                "source": .text, "projectId": .text, "environment": .text, "secretPath": .text,
                "isKnown": .boolean, "isComplete": .boolean,
                "secretCount": .integer(in: 0...Int64.max),
                "imports": .list(of: .object(["environment": .text, "secretPath": .text])),
                "changedAt": .position,
            ])
        ],
        operations: [
            Operation(
                .get,
                "/api/v1/folders",
                "listFolders",
                "List folders, with whether all of each is known",
                query: ["source", "projectId", "environment", "secretPath"]
                    .map {
                        Operation.Parameter(
                            name: $0,
                            schema: .text,
                            description: "Only folders with this \($0)."
                        )
                    },
                answer: .json(.object(["folders": .list(of: .named("Folder"))]))
            ),
            Operation(
                .post,
                "/api/v1/folders/complete",
                "declareFolderComplete",
                "Say that what is known of a folder is all that is in it",
                description:
                    "From then on syncs that overwrite their destination prune it by this folder.",
                body: .object(place),
                answer: .json(.object(["folder": .named("Folder")])),
                refusals: [.notFound]
            ),
        ]
    )
}
