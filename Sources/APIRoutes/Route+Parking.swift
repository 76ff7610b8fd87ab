internal import APIContract

extension Route {
    private static let skipped = Schema.object([
        "key": .text, "fingerprint": .text.orNull, "reason": .text, "since": .time,
    ])

    package static let listParked = Route(
        .get,
        syncs + "/parked",
        "listParked",
        "List what waits for somebody",
        query: [Query.parkedProject],
        answer: .json(.object(["parked": .list(of: .named("ParkedChange"))]))
    )

    package static let listParkedOfSync = Route(
        .get,
        sync + "/parked",
        "listParkedOfSync",
        "List what of a sync waits for somebody, and what was left",
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
        "Try again what waits, or one key of it",
        body: Retry.resource.schema(),
        answer: syncAnswer
    )

    package static let skipParked = Route(
        .post,
        sync + "/skip",
        "skipParked",
        "Leave a change that waits",
        body: Skip.resource.schema(),
        answer: syncAnswer
    )
}
