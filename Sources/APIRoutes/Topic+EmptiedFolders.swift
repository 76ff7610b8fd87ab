internal import APIContract

extension Topic {
    /// Folders that suddenly showed no secrets.
    static let emptiedFolders = Topic(
        name: "Emptied folders",
        description:
            "Folders whose secrets would all disappear at once, if that is meant.",
        schemas: ["HeldEmptiness": heldSchema],
        routes: [
            .confirmEmptyFolder
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
