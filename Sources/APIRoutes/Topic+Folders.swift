internal import APIContract

extension Topic {
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
        routes: [
            .listFolders,
            .declareFolderComplete,
        ]
    )
}
