internal import Encodings
internal import Reconciliation
internal import SyncModel

extension Topic {
    private static let own = "/api/v1/secret-syncs/checkly"
    private static let one = Operation.Answer.json(.named("SyncAnswer"))

    /// What can be asked of a sync.
    static let syncActions = Topic(
        name: "Sync actions",
        description: "Pushing, planning and holding back.",
        schemas: ["Plan": plan],
        operations: pushing + planning + holding
    )

    private static let wait = Operation.Parameter(
        name: "wait",
        schema: .words(["pushed"]),
        description: "Answer when the push has ended, well or not."
    )
    private static let asOf = Schema.any(of: [.position, .time])
        .described("A position of the log, or a time.")

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

    private static let pushing = [
        Operation(
            .post,
            own + "/:syncId/sync-secrets",
            "pushSync",
            "Push now",
            query: [wait],
            answer: one,
            refusals: [.badRequest]
        ),
        Operation(
            .post,
            own + "/:syncId/remove-secrets",
            "removeSecrets",
            "Take away what the sync wrote",
            answer: one
        ),
        Operation(
            .post,
            own + "/:syncId/import-secrets",
            "importSecrets",
            "Not supported by Checkly: always 400",
            query: [
                .init(
                    name: "importBehavior",
                    schema: .words(["prioritize-source", "prioritize-destination"]),
                    isRequired: true,
                    description: "Which side would win."
                )
            ],
            answer: one,
            refusals: [.badRequest]
        ),
        Operation(
            .post,
            own + "/check-destination",
            "checkDestination",
            "Say whether another sync may write the same keys",
            body: .object(
                ["projectId": .text(1...255), "destinationConfig": .anything],
                optional: [
                    "connectionId": .uuid, "excludeSyncId": .uuid, "environment": .text,
                    "syncOptions": .object([:], optional: ["keySchema": .text]),
                ]
            ),
            answer: .json(
                .object(
                    [
                        "hasDuplicate": .boolean,
                        "overlappingSyncs": .list(of: .named("OverlappingSync")),
                    ],
                    optional: ["duplicateProjectId": .text]
                )
            )
        ),
    ]

    private static let planning = [
        Operation(
            .post,
            own + "/plan",
            "planNewSync",
            "Say what the first push of a sync would do that is not there yet",
            description: "Creating it with this `planId` carries out exactly that, or nothing.",
            body: .named("NewSync"),
            answer: .json(.named("Plan")),
            refusals: [.notFound]
        ),
        Operation(
            .post,
            own + "/:syncId/plan",
            "planSync",
            "Say what a push would do",
            body: .object([:], optional: ["asOf": asOf]),
            answer: .json(.named("Plan")),
            refusals: [.tooMany]
        ),
        Operation(
            .post,
            own + "/:syncId/apply",
            "applyPlan",
            "Carry out exactly one plan, or nothing",
            query: [wait],
            body: .object(["planId": .text(1...1024)]),
            answer: one,
            refusals: [.badRequest, .tooMany]
        ),
    ]

    private static let holding =
        ["pause", "resume"]
        .map { verb in
            Operation(
                .post,
                own + "/:syncId/\(verb)",
                "\(verb)Sync",
                verb == "pause" ? "Push nothing until resumed" : "Push again",
                body: .object([:], optional: ["reason": .text(0...1024)]),
                answer: one
            )
        } + [
            Operation(
                .post,
                own + "/:syncId/pin",
                "pinSync",
                "Push the source as it was, and hold it there",
                body: .object(["asOf": asOf]),
                answer: one
            ),
            Operation(.post, own + "/:syncId/unpin", "unpinSync", "Follow again", answer: one),
            Operation(
                .post,
                own + "/:syncId/adopt",
                "adoptKeys",
                "Make keys at the destination the sync's own",
                body: .object(["keys": .list(of: .text(1...255), count: 1...10_000)]),
                answer: one
            ),
        ]
}
