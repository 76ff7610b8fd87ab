internal import Encodings

extension Route {
    private static let limit = Parameter(
        name: "limit",
        schema: .integer(in: 1...1000).standard(.integer(100)),
        description: "How many at most."
    )
    private static let after = Parameter(
        name: "after",
        schema: .position,
        description: "Only what comes after this position."
    )
    private static func moment(
        _ name: String,
        isRequired: Bool = false,
        _ description: String
    ) -> Parameter {
        Parameter(
            name: name,
            schema: .any(of: [.position, .time]),
            isRequired: isRequired,
            description: description + " A position, or a time."
        )
    }
    private static func filter(_ name: String, _ description: String) -> Parameter {
        Parameter(name: name, schema: .text, description: description)
    }

    /// `GET /api/v1/events`.
    package static let listEvents = Route(
        .get,
        "/api/v1/events",
        "listEvents",
        "List events, oldest first",
        description: "With `Accept: text/event-stream` what is there, and then what comes.",
        query: [
            after,
            .init(name: "before", schema: .position, description: "Only what comes before."),
            limit, filter("type", "Only this type."),
            filter("source", "Only from this source."),
            filter("sync", "Only of this sync, by id or name."),
            filter("causes", "`true`: also the changes that the sync is pushed for."),
            filter("key", "Only about this key."),
            moment("since", "Only what came after it."),
            filter("newest", "`true`: the newest where there are more than `limit`."),
        ],
        answer: .jsonOrEvents(
            .object(["events": .list(of: .named("Event")), "next": .position.orNull])
        ),
        refusals: [.badRequest, .notFound]
    )

    /// `GET /api/v1/events/{position}`.
    package static let getEvent = Route(
        .get,
        "/api/v1/events/:position",
        "getEvent",
        "Show an event",
        answer: .json(.object(["event": .named("Event")]))
    )

    /// `GET /api/v1/secret-syncs/checkly/{syncId}/history`.
    package static let getHistory = Route(
        .get,
        sync + "/history",
        "getHistory",
        "Show what happened to a sync, also to one that is gone",
        query: [
            after, limit,
            filter("key", "Only about this key, as the source or as Checkly has it."),
        ],
        answer: .json(
            .object(["history": .list(of: Topic.historyEntrySchema), "next": .position.orNull])
        )
    )

    /// `GET /api/v1/state`.
    package static let getState = Route(
        .get,
        "/api/v1/state",
        "getState",
        "Show what every sync wants at Checkly",
        query: [moment("asOf", "As it was then.")],
        answer: .json(
            .object([
                "asOf": .named("Moment"), "stateHash": .text,
                "syncs": .list(of: .named("State")),
            ])
        )
    )

    /// `GET /api/v1/secret-syncs/checkly/{syncId}/state`.
    package static let getSyncState = Route(
        .get,
        sync + "/state",
        "getSyncState",
        "Show what a sync wants at Checkly",
        query: [moment("asOf", "As it was then.")],
        answer: .json(
            .extending(
                .named("State"),
                [
                    "asOf": .named("Moment"), "stateHash": .text,
                    "written": .list(
                        of: .object(
                            ["key": .text, "accountId": .text],
                            optional: ["groupId": .text]
                        )
                    ),
                ]
            )
        )
    )

    /// `GET /api/v1/diff`.
    package static let getDifference = Route(
        .get,
        "/api/v1/diff",
        "getDifference",
        "Show what came, changed and went between two moments",
        query: [
            moment("from", isRequired: true, "The earlier one."),
            moment("to", "The later one; now where it is not given."),
            filter("sync", "Only of this sync, by id or name."),
        ],
        answer: .json(.object(["diff": .named("Difference")])),
        refusals: [.badRequest, .notFound]
    )

    /// `POST /api/v1/replay`.
    package static let replay = Route(
        .post,
        "/api/v1/replay",
        "replay",
        "Fold the whole log again, and go on with the result",
        answer: .json(
            .object([
                "events": .position, "position": .position, "stateHash": .text,
                "matchesLive": .boolean,
            ])
        ),
        effect: .reads
    )
}
