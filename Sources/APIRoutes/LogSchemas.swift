internal import APIContract

extension Topic {
    private static let eventMembers: KeyValuePairs<String, Schema> = [
        "position": .integer(in: 1...Int64.max), "id": .text,
        "type": .text.example("secrets.changed"), "version": .integer(in: 1...Int64.max),
        "recordedAt": .time,
        "data": .anyObject.described("By type; values appear as fingerprints only."),
    ]
    private static let optionalEventMembers: KeyValuePairs<String, Schema> = [
        "source": .text, "deliveryId": .text,
        "secretId": .text.described("Of the webhook secret that its delivery was signed with."),
        "actor": .object(["type": .text], optional: ["id": .text, "name": .text]),
    ]

    static let eventSchema = Schema.object(eventMembers, optional: optionalEventMembers)

    static let historyEntrySchema = Schema.extending(
        .named("Event"),
        ["changes": .list(of: differenceEntry).described("What it changed for the sync.")],
        optional: [
            "superseded": .list(of: .text)
                .described("Keys whose change had no effect, because a newer version was known.")
        ]
    )

    static let stateSchema = Schema.object(
        [
            "sync": .object(["id": .uuid, "name": .text]),
            "variables": .list(of: .named("Variable")),
        ],
        optional: ["problem": .anyObject.described("Why the desired variables cannot be listed.")]
    )

    static let variableSchema = Schema.object(
        ["key": .text, "sourceKey": .text, "fingerprint": .text, "position": .position],
        optional: [
            "isUnavailable": .boolean,
            "written": writtenSchema, "problem": problemSchema,
        ]
    )

    static let writtenSchema = Schema.object(
        ["at": .time, "fingerprint": .text.orNull, "bySync": .text, "isVerifiable": .boolean],
        optional: ["isInDoubt": .boolean.described("A later write was not acknowledged.")]
    )

    static let problemSchema = Schema.object([
        "code": .text, "message": .text,
        "cause": .words(["ours", "checkly", "credentials", "limit"]), "at": .time,
        "nextTryAt": .time.orNull,
    ])

    static let differenceSchema = Schema.object([
        "added": .list(of: differenceEntry), "changed": .list(of: differenceEntry),
        "removed": .list(of: differenceEntry),
    ])

    private static let differenceEntry = Schema.object([
        "syncId": .text, "key": .text, "from": .text.orNull, "to": .text.orNull,
        "position": .position.orNull,
    ])
}
