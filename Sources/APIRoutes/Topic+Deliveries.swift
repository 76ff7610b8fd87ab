internal import APIContract

extension Topic {
    /// What senders posted, what followed, and why something was refused.
    static let deliveries = Topic(
        name: "Deliveries",
        description: "What senders posted, what came of it, and why something was refused.",
        schemas: [
            "Delivery": .anyObject.described("What is known of a delivery, without values."),
            "Explanation": explanation,
        ],
        routes: [
            .listDeliveries,
            .getDelivery,
            .rebuildBody,
            .explain,
        ]
    )

    static let problem = Schema.object(["code": .text, "message": .text, "hint": .text])

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
