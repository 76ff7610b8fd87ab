internal import APIContract

extension Route {
    package static let pushSync = Route(
        .post,
        sync + "/sync-secrets",
        "pushSync",
        "Push now",
        query: [Query.wait],
        answer: syncAnswer,
        refusals: [.badRequest]
    )

    package static let removeSecrets = Route(
        .post,
        sync + "/remove-secrets",
        "removeSecrets",
        "Remove what the sync wrote",
        answer: syncAnswer,
        effect: .destroys
    )

    package static let importSecrets = Route(
        .post,
        sync + "/import-secrets",
        "importSecrets",
        "Not supported by Checkly: always 400",
        query: [Query.importBehavior],
        answer: syncAnswer,
        refusals: [.badRequest]
    )

    package static let checkDestination = Route(
        .post,
        syncs + "/check-destination",
        "checkDestination",
        "Say whether another sync may write the same keys",
        body: DestinationCheck.resource.schema(),
        answer: .json(
            .object(
                [
                    "hasDuplicate": .boolean,
                    "overlappingSyncs": .list(of: .named("OverlappingSync")),
                ],
                optional: ["duplicateProjectId": .text]
            )
        ),
        effect: .reads,
        audience: .auditor
    )

    package static let planNewSync = Route(
        .post,
        syncs + "/plan",
        "planNewSync",
        "Say what the first push of a sync would do that is not there or not changed yet",
        description:
            "Creating or changing it with this `planId` carries out exactly that, or nothing. "
            + "While nothing is known of its folder, there is no `planId`.",
        body: .allOf([.named("NewSync"), DraftPlanRequest.resource.schema()]),
        answer: .json(.named("DraftPlan")),
        refusals: [.badRequest, .notFound, .tooMany],
        effect: .reads,
        audience: .auditor
    )

    package static let planSync = Route(
        .post,
        sync + "/plan",
        "planSync",
        "Say what a push would do",
        body: PlanRequest.resource.schema(),
        answer: .json(.named("Plan")),
        refusals: [.tooMany],
        effect: .reads,
        audience: .auditor
    )

    package static let applyPlan = Route(
        .post,
        sync + "/apply",
        "applyPlan",
        "Carry out exactly one plan, or nothing",
        query: [Query.wait],
        body: Approval.resource.schema(),
        answer: syncAnswer,
        refusals: [.badRequest, .tooMany]
    )

    package static let pauseSync = Route(
        .post,
        sync + "/pause",
        "pauseSync",
        "Push nothing until resumed",
        body: Reason.resource.schema(),
        answer: syncAnswer
    )

    package static let resumeSync = Route(
        .post,
        sync + "/resume",
        "resumeSync",
        "Push again",
        body: Reason.resource.schema(),
        answer: syncAnswer
    )

    package static let pinSync = Route(
        .post,
        sync + "/pin",
        "pinSync",
        "Push the source as it was, and hold it there",
        body: GivenMoment.ofPin.schema(),
        answer: syncAnswer
    )

    package static let unpinSync = Route(
        .post,
        sync + "/unpin",
        "unpinSync",
        "Follow again",
        answer: syncAnswer
    )

    package static let adoptKeys = Route(
        .post,
        sync + "/adopt",
        "adoptKeys",
        "Make keys at the destination the sync's own",
        body: Adoption.resource.schema(),
        answer: syncAnswer
    )
}
