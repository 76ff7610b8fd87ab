internal import APIContract

extension Route {
    package static let listDeliveries = Route(
        .get,
        "/api/v1/deliveries",
        "listDeliveries",
        "List deliveries, oldest first",
        query: [
            Query.after, Query.limit, Query.source, Query.answer, Query.refused,
            Query.newestDeliveries,
        ],
        answer: .json(
            .object(["deliveries": .list(of: .named("Delivery")), "next": .position.orNull])
        )
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
