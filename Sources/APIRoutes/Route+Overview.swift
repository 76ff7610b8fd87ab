internal import APIContract

extension Route {
    private static let count = Schema.integer(in: 0...Int64.max)
    private static let facets = Schema.object([
        "projectId": .list(of: .named("Facet")), "environment": .list(of: .named("Facet")),
        "state": .list(of: .named("Facet")), "source": .list(of: .named("Facet")),
        "connectionId": .list(of: .named("Facet")), "accountId": .list(of: .named("Facet")),
    ])

    package static let listSyncSummaries = Route(
        .get,
        "/api/v1/syncs",
        "listSyncSummaries",
        "List the syncs of all projects",
        description: "`matching` counts those that match, `total` and `facets` all syncs.",
        query: [
            Query.parkedProject, Query.syncEnvironment, Query.syncState, Query.source,
            Query.connection, Query.account, Query.text, Query.sort, Query.order, Query.offset,
            Query.limit,
        ],
        answer: .json(
            .object([
                "syncs": .list(of: .named("SyncSummary")), "matching": count, "total": count,
                "facets": facets,
            ])
        )
    )

    package static let listSyncKeys = Route(
        .get,
        sync + "/keys",
        "listSyncKeys",
        "List every key of a sync with its state and cause",
        description:
            "What the sync desires, what it wrote, and what the next push does about it. Checkly "
            + "is not asked: a state rests on what Checkly last acknowledged.",
        query: [Query.keyState, Query.text, Query.offset, Query.limit],
        answer: .json(
            .object([
                "keys": .list(of: .named("SyncKey")), "matching": count,
                "counts": .named("KeyCounts"),
            ])
        )
    )
}
