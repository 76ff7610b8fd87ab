internal import APIContract
internal import LogModels

extension Route {
    private static let count = Schema.integer(in: 0...Int64.max)
    private static let counts: KeyValuePairs<String, Schema> = [
        "deliveries": count.described("Recorded ones; also those without effect."),
        "refused": count.described("Among the 1,000 that are kept."),
        "writes": count.described("Variables written or deleted at Checkly."),
        "failedWrites": count,
        "latency":
            Schema.object([
                "count": count, "p50Milliseconds": count, "p95Milliseconds": count,
            ])
            .orNull
            .described(
                "From the event that brought a value to Checkly's acknowledgement; up to a quarter "
                    + "too high."
            ),
    ]

    package static let getActivity = Route(
        .get,
        "/api/v1/activity",
        "getActivity",
        "Show how much came in and went out",
        description:
            "By minute for the last 24 hours of the period, by hour for the last 30 days. It is "
            + "counted from the log; nothing is known of what is older.",
        query: [Query.activityStart, Query.activityEnd, Query.step],
        answer: .json(
            .object([
                "step": .words(of: Activity.Step.self), "from": .time, "to": .time,
                "position": .position.described("The last event that was counted."),
                "points": .list(of: .extending(.object(counts), ["at": .time]))
                    .described("Oldest first, without gaps."),
                "total": .object(counts),
            ])
        )
    )

    package static let listMoments = Route(
        .get,
        sync + "/moments",
        "listMoments",
        "List when a sync changed, newest first, even a deleted one",
        description:
            "The positions at which what it desires changed, or what Checkly acknowledged. `next` "
            + "is the `before` of the next page. A page looks at 50,000 events at most, so it may "
            + "have fewer than `limit` and `next` all the same.",
        query: [Query.before, Query.limit],
        answer: .json(
            .object([
                "moments": .list(
                    of: .object([
                        "position": .position, "recordedAt": .time, "type": .text,
                        "kind": .words(of: SyncMoment.Kind.self),
                        "keys": count.described("The number of keys of which it changed."),
                    ])
                ),
                "next": .position.orNull,
            ])
        )
    )
}
