internal import Encodings
internal import SyncModel

extension Topic {
    /// What senders posted, what came of it, and why something was refused.
    static let deliveries = Topic(
        name: "Deliveries",
        description: "What senders posted, what came of it, and why something was refused.",
        schemas: [
            "Delivery": .anyObject.described("What is known of a delivery; values never."),
            "Explanation": explanation,
        ],
        operations: [
            Operation(
                .get,
                "/api/v1/deliveries",
                "listDeliveries",
                "List deliveries, oldest first",
                query: filters,
                answer: .json(
                    .object(["deliveries": .list(of: .named("Delivery")), "next": .position.orNull])
                )
            ),
            Operation(
                .get,
                "/api/v1/deliveries/:deliveryId",
                "getDelivery",
                "Show a delivery and everything it led to",
                answer: .json(.object(["delivery": .named("Delivery")]))
            ),
            Operation(
                .post,
                "/api/v1/deliveries/:deliveryId/body",
                "rebuildBody",
                "Build a delivery's body again, with placeholders for values",
                answer: .json(
                    .object([
                        "body": .object([
                            "id": .text, "text": .text, "preset": .text,
                            "signAtMilliseconds": .integer(in: 0...Int64.max),
                            "revealed": .boolean,
                        ])
                    ])
                ),
                refusals: [.badRequest]
            ),
            Operation(
                .post,
                "/api/v1/explain",
                "explain",
                "Say why a request is refused, or would be",
                body: explainable,
                answer: .json(
                    .object(
                        ["explanation": .named("Explanation")],
                        optional: ["delivery": .named("Delivery")]
                    )
                ),
                refusals: [.notFound]
            ),
        ]
    )

    private static let filters = [
        Operation.Parameter(
            name: "after",
            schema: .position,
            description: "Only what comes after this position."
        ),
        .init(name: "limit", schema: .integer(in: 1...1000), description: "How many at most."),
        .init(name: "source", schema: .text, description: "Only from this source."),
        .init(name: "answer", schema: .text, description: "Only what was answered so."),
        .init(
            name: "refused",
            schema: .words(["true", "false"]),
            description: "The refused ones."
        ),
        .init(name: "newest", schema: .words(["true", "false"]), description: "From the end."),
    ]

    private static let explainable = Schema.object(
        [:],
        optional: [
            "delivery": .text.described("The id of a refused delivery."), "source": .text(1...64),
            "request": .text.described("A whole request, as it stands on the wire."),
            "requestBase64": .text, "headers": .anyObject, "body": .text, "bodyBase64": .text,
            "at": .time,
        ]
    )

    private static let problem = Schema.object(["code": .text, "message": .text, "hint": .text])

    private static let explanation = Schema.object(
        [
            "source": .text, "accepted": .boolean, "bodyKept": .boolean, "refusal": problem.orNull,
            "steps": .list(
                of: .object(["step": .text, "outcome": .text, "message": .text.orNull])
            ),
            "nearMisses": .list(
                of: .object([
                    "proven": .boolean, "secretId": .text.orNull, "deviations": .list(of: problem),
                ])
            ),
            "changes": .list(of: .text),
        ]
    )
}
