internal import APIContract
internal import Reconciliation

extension Topic {
    /// Actions on syncs.
    static let syncActions = Topic(
        name: "Sync actions",
        description: "Pushing, planning and holding back.",
        schemas: ["Plan": plan],
        routes: [
            .pushSync,
            .removeSecrets,
            .importSecrets,
            .checkDestination,
            .planNewSync,
            .planSync,
            .applyPlan,
            .pauseSync,
            .resumeSync,
            .pinSync,
            .unpinSync,
            .adoptKeys,
        ]
    )

    private static let plan = Schema.object(
        [
            "planId": .text, "syncId": .uuid, "asOf": .position,
            "summary": .object([
                "create": count, "update": count, "delete": count, "unchanged": count,
                "skip": count,
                "conflict": count,
            ]),
            "changes": .list(
                of: .object(
                    [
                        "action": .words(of: Plan.Action.self), "key": .text, "reason": .text,
                    ],
                    optional: [
                        "isForeign": .boolean, "cause": .position, "fingerprint": .text,
                        "destination": .named("Destination"),
                    ]
                )
            ),
            "needsConsent": .boolean.described("Whether nothing is pushed before it is applied."),
            "requests": count.described("How many it takes to carry it out."),
            "notices": .list(of: .named("Notice")),
        ],
        optional: [
            "problem": .object(["code": .text, "message": .text])
                .described("Why the push would be refused, and applying the plan is.")
        ]
    )

    private static let count = Schema.integer(in: 0...Int64.max)
}
