internal import APIContract
internal import ReadModels

extension Route {
    private static let count = Schema.integer(in: 0...Int64.max)

    package static let listRuns = Route(
        .get,
        sync + "/runs",
        "listRuns",
        "List the runs of a sync, newest first, even of a deleted one",
        description: "`next` is the `before` of the next page.",
        query: [Query.before, Query.limit],
        answer: .json(.object(["runs": .list(of: .named("Run")), "next": .position.orNull]))
    )

    package static let listAttention = Route(
        .get,
        "/api/v1/attention",
        "listAttention",
        "List what waits for a person, and what is worth knowing",
        description: "Problems come first.",
        answer: .json(
            .object([
                "items": .list(of: .named("AttentionItem")), "problems": count, "notices": count,
            ])
        )
    )

    package static let getStatus = Route(
        .get,
        "/api/v1/status",
        "getStatus",
        "Show how the server stands",
        answer: .json(
            .object([
                "version": .text, "startedAt": .time,
                "log": .object([
                    "position": .position, "recordedAt": .time.orNull, "isWritable": .boolean,
                    "problem": problem.orNull, "masterKeyId": .text,
                    "bytes": count.described("Of the log's files."),
                    "databaseBytes": count.described("Of those, of the database."),
                ]),
                "lag":
                    .object([
                        "position": .position, "since": .time.orNull, "seconds": count.orNull,
                        "syncId": .uuid, "name": .text,
                    ])
                    .orNull
                    .described("The oldest change that is not at Checkly, whatever keeps it back."),
                "checkpoint": .object([
                    "size": .position.orNull.described("The newest covers the events up to here."),
                    "signedAt": .time.orNull, "isLate": .boolean, "problem": problem.orNull,
                    "witness":
                        .object([
                            "size": .position.orNull, "witnessedAt": .time.orNull,
                            "isLate": .boolean, "problem": problem.orNull,
                        ])
                        .orNull.described("Null where the settings name none."),
                ]),
                "hold":
                    .object([
                        "cause": .text, "since": .time, "reason": .text.orNull, "message": .text,
                    ])
                    .orNull,
                "counts": .object([
                    "syncs": count, "connections": count, "sources": count, "folders": count,
                    "secrets": count, "refusedDeliveries": count,
                    "waitingRuns": count,
                ]),
                "runs":
                    .list(
                        of: .object([
                            "syncId": .uuid, "name": .text, "kind": .text, "planned": count,
                            "done": count, "failed": count,
                        ])
                    )
                    .described("Those that are open."),
                "waitingRuns":
                    .list(
                        of: .object([
                            "syncId": .uuid, "name": .text, "kind": .text,
                            "position": .position.orNull,
                        ]),
                        count: 0...Int64(WaitingWork.runLimit)
                    )
                    .described("Those that will begin by themselves, oldest change first."),
                "budgets": .list(
                    of: .object([
                        "accountId": .text, "limit": count.described("Requests in a minute."),
                        "left": count.described("Requests that may begin now."),
                    ])
                ),
                "addresses": .object([
                    "publicUrl": .text.orNull, "webhooks": .text, "admin": .text,
                ]),
                "settings": Route.settingsSchema,
            ])
        )
    )

    private static let problem = Schema.object(["code": .text, "message": .text])

    package static let search = Route(
        .get,
        "/api/v1/search",
        "search",
        "Find syncs, connections, sources, keys and events by what they are called",
        description: "Looks at names, ids, descriptions, paths and keys; never at values.",
        query: [Query.searched, Query.limit],
        answer: .json(
            .object([
                "event": .named("Event").orNull
                    .described("The one at that position, if the text is one."),
                "syncs": found(
                    .object([
                        "id": .text, "name": .text, "projectId": .text, "environment": .text,
                        "secretPath": .text,
                    ])
                ),
                "connections": found(.object(["id": .text, "name": .text])),
                "sources": found(.object(["name": .text])),
                "keys": found(
                    .object([
                        "key": .text, "source": .text, "projectId": .text, "environment": .text,
                        "secretPath": .text,
                    ])
                ),
            ])
        )
    )

    private static func found(_ item: Schema) -> Schema {
        .object(["items": .list(of: item), "count": count])
    }
}
