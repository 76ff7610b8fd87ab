internal import APIContract
internal import Encodings
internal import Reconciliation

extension Topic {
    private static let count = Schema.integer(in: 0...Int64.max)
    private static let planID: (String, Schema) = ("planId", .text)

    static let planSchema = Schema.object(
        required: [planID] + planMembers,
        optional: optionalPlanMembers
    )

    /// There is no `planId` if there is nothing to approve.
    static let draftPlanSchema = Schema.object(
        required: planMembers + [
            (
                "isFolderKnown",
                .boolean.described("Whether anything was ever reported of the folder.")
            ),
            (
                "overlappingSyncs",
                .list(
                    of: .extending(
                        .named("OverlappingSync"),
                        [
                            "commonKeyCount": count,
                            "commonKeys": .list(of: .text)
                                .described("Keys that both desire now; at most 20."),
                        ]
                    )
                )
            ),
        ],
        optional: [planID] + optionalPlanMembers
    )

    private static let planMembers: [(String, Schema)] = [
        ("syncId", .uuid), ("asOf", .position),
        ("listedAt", .time.orNull.described("When Checkly was asked what it holds.")),
        (
            "summary",
            .object([
                "create": count, "update": count, "delete": count, "unchanged": count,
                "skip": count, "conflict": count,
            ])
        ),
        ("changes", .list(of: planChange)),
        ("needsConsent", .boolean.described("Whether nothing is pushed before it is applied.")),
        ("requests", count.described("How many it takes to carry it out.")),
        ("notices", .list(of: .named("Notice"))),
    ]

    private static let optionalPlanMembers: [(String, Schema)] = [
        (
            "problem",
            .object(["code": .text, "message": .text])
                .described("Why the push would be refused, and applying the plan is.")
        )
    ]

    private static let planChange = Schema.object(
        [
            "action": .words(of: Plan.Action.self), "key": .text, "reason": .text,
            "reasonCode": .words(Plan.Reason.codes),
            "sourceKey": .text.orNull.described("Null for a key that the sync does not desire."),
            "importedFrom": folderPathSchema.orNull
                .described("The imported folder that has it; null for the sync's own folder."),
            "isForeign": .boolean
                .described("Whether a variable is overwritten or deleted that it did not write."),
            "owner": ownerSchema.orNull.described("The other sync that wrote the variable."),
        ],
        optional: [
            "cause": .position, "fingerprint": .text, "destination": .named("Destination"),
        ]
    )
}
