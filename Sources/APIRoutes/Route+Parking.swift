internal import APIContract

extension Route {
    private static let skipped = Schema.object([
        "key": .text, "fingerprint": .text.orNull, "reason": .text, "since": .time,
    ])

    package static let listParked = Route(
        .get,
        syncs + "/parked",
        "listParked",
        "List the parked changes",
        query: [Query.parkedProject],
        answer: .json(.object(["parked": .list(of: .named("ParkedChange"))]))
    )

    package static let listParkedOfSync = Route(
        .get,
        sync + "/parked",
        "listParkedOfSync",
        "List the parked and skipped changes of a sync",
        answer: .json(
            .object([
                "parked": .list(of: .named("ParkedChange")), "skipped": .list(of: skipped),
            ])
        )
    )

    package static let retryParked = Route(
        .post,
        sync + "/retry",
        "retryParked",
        "Retry parked changes, or one key",
        body: Retry.resource.schema(),
        answer: syncAnswer
    )

    package static let skipParked = Route(
        .post,
        sync + "/skip",
        "skipParked",
        "Skip a parked change",
        body: Skip.resource.schema(),
        answer: syncAnswer
    )
}
