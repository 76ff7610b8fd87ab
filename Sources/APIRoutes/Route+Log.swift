internal import APIContract
internal import Encodings

extension Route {
    package static let listEvents = Route(
        .get,
        "/api/v1/events",
        "listEvents",
        "List events",
        description:
            "Oldest first, unless `order` says otherwise. A page of the newest looks at 50,000 "
            + "events at most, so it may have fewer than `limit` and `next` all the same. With "
            + "`Accept: text/event-stream` what is there, and then what comes.",
        query: [
            Query.after, Query.before, Query.limit, Query.type, Query.source, Query.sync,
            Query.causes, Query.key, Query.since, Query.newest, Query.logOrder, Query.onlyAfter,
            Query.onlyThrough,
        ],
        answer: .jsonOrEvents(
            .object(["events": .list(of: .named("Event")), "next": .position.orNull])
        ),
        refusals: [.badRequest, .notFound]
    )

    package static let getEvent = Route(
        .get,
        "/api/v1/events/:position",
        "getEvent",
        "Show an event",
        answer: .json(.object(["event": .named("Event")]))
    )

    package static let getHistory = Route(
        .get,
        sync + "/history",
        "getHistory",
        "Show the history of a sync, even of a deleted one",
        description:
            "A page looks at 50,000 events at most, so it may have fewer than `limit` and `next` "
            + "all the same.",
        query: [
            Query.after, Query.before, Query.limit, Query.historyKey, Query.logOrder,
            Query.onlyAfter, Query.onlyThrough,
        ],
        answer: .json(
            .object(["history": .list(of: Topic.historyEntrySchema), "next": .position.orNull])
        )
    )

    package static let getState = Route(
        .get,
        "/api/v1/state",
        "getState",
        "Show what every sync desires at Checkly",
        query: [Query.asOf],
        answer: .json(
            .object([
                "asOf": .named("Moment"), "stateHash": .text,
                "syncs": .list(of: .named("State")),
            ])
        )
    )

    package static let getSyncState = Route(
        .get,
        sync + "/state",
        "getSyncState",
        "Show what a sync desires at Checkly",
        query: [Query.asOf, Query.leavesHashOut, Query.statePart],
        answer: .json(
            .extending(
                .named("State"),
                [
                    "asOf": .named("Moment"), "stateHash": .text.orNull,
                    "written":
                        .list(
                            of: .object(
                                ["key": .text, "accountId": .text],
                                optional: ["groupId": .text]
                            )
                        )
                        .orNull,
                ]
            )
        )
    )

    package static let getDifference = Route(
        .get,
        "/api/v1/diff",
        "getDifference",
        "Show what was added, changed and removed between two moments",
        query: [Query.from, Query.to, Query.sync],
        answer: .json(.object(["diff": .named("Difference")])),
        refusals: [.badRequest, .notFound]
    )

    package static let replay = Route(
        .post,
        "/api/v1/replay",
        "replay",
        "Fold the whole log again, and continue with the result",
        answer: .json(
            .object([
                "events": .position, "position": .position, "stateHash": .text,
                "matchesLive": .boolean,
            ])
        ),
        effect: .reads
    )
}
