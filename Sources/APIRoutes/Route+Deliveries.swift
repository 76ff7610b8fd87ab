internal import APIContract

extension Route {
    package static let listDeliveries = Route(
        .get,
        "/api/v1/deliveries",
        "listDeliveries",
        "List deliveries",
        description:
            "Oldest first, unless `order` or `all` says otherwise. A filtered page looks at a "
            + "bounded stretch of the log, so it may have fewer than `limit` and `next` all the "
            + "same. A repetition that was answered with `duplicate` is not recorded; `repeated` "
            + "has the `count` of a delivery's repetitions and when the last one came (`lastAt`), "
            + "or is null.",
        query: [
            Query.after, Query.before, Query.limit, Query.source, Query.answer, Query.refused,
            Query.newestDeliveries, Query.logOrder, Query.onlyAfter, Query.onlyThrough,
            Query.givenDelivery, Query.key, Query.deliveredSync, Query.outcome, Query.settled,
            Query.outcomes, Query.allDeliveries, Query.refusedBefore,
        ],
        answer: .json(
            .object(
                ["deliveries": .list(of: .named("Delivery")), "next": .position.orNull],
                optional: [
                    "nextRefused": .text.orNull
                        .described("With `all`: the `refusedBefore` of the next page.")
                ]
            )
        ),
        refusals: [.badRequest, .notFound]
    )

    package static let getDelivery = Route(
        .get,
        "/api/v1/deliveries/:deliveryId",
        "getDelivery",
        "Show a delivery and everything it led to",
        answer: .json(.object(["delivery": .named("Delivery")]))
    )

    package static let rebuildBody = Route(
        .post,
        "/api/v1/deliveries/:deliveryId/body",
        "rebuildBody",
        "Build a delivery's body again, with placeholders for values",
        body: BodyRebuilding.resource.schema(),
        answer: .json(
            .object([
                "body": .object([
                    "id": .text, "text": .text, "preset": .text,
                    "signAtMilliseconds": .integer(in: 0...Int64.max),
                    "revealed": .boolean,
                ])
            ])
        ),
        refusals: [.badRequest],
        effect: .reads
    )

    package static let explain = Route(
        .post,
        "/api/v1/explain",
        "explain",
        "Say why a request is refused, or would be",
        body: GivenRequest.resource.schema(),
        answer: .json(
            .object(
                ["explanation": .named("Explanation")],
                optional: ["delivery": .named("Delivery")]
            )
        ),
        refusals: [.notFound],
        effect: .reads,
        audience: .auditor
    )
}
