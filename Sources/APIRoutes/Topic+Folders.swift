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
                "imports": .list(of: folderImportSchema),
                "changedAt": .position,
            ]),
            "FolderKey": .object([
                "key": .text,
                "folder": folderPathSchema.orNull
                    .described("The imported folder that has it; null for the folder itself."),
                "position": .position.described("The event that set its value."),
                "isBlank": .boolean,
                "isUnavailable": .boolean.described("Whether its value was destroyed."),
            ]),
        ],
        routes: [
            .listFolders,
            .listFolderKeys,
            .declareFolderComplete,
        ]
    )

    static let folderImportSchema = Schema.object(["environment": .text, "secretPath": .text])
}
