internal import APIContract
internal import LogModels
internal import Projection
internal import ReadModels
internal import SyncModel

extension Topic {
    private static let count = Schema.integer(in: 0...Int64.max)

    static let syncSummarySchema = Schema.extending(
        .named("Sync"),
        [
            "keys": .named("KeyCounts").orNull
                .described("Null for a pinned sync, whose keys only `/keys` lists."),
            "waitingSince": .time.orNull
                .described("When the earliest change that is not at Checkly was recorded."),
            "driftDetectedAt": .time.orNull,
            "formerDestinations": .list(of: .named("Destination"))
                .described("Former destinations that still hold its variables."),
        ]
    )

    static let keyCountsSchema = Schema.object([
        "total": count,
        "states": .anyObject.described("The number of keys by state; states without keys lack."),
    ])

    static let runSchema = Schema.object([
        "id": .text, "kind": .words(["push", "remove"]), "outcome": .words(RunList.Run.outcomes),
        "position": .position.described("Where it began."), "startedAt": .time,
        "finishedAt": .time.orNull,
        "through": .position.described("The position whose desired state it pushed."),
        "written": count, "deleted": count, "failed": count, "skipped": count,
        "problem":
            .object([
                "code": .text, "message": .text,
                "cause": .words(["ours", "checkly", "credentials", "limit"]),
            ])
            .orNull,
        "nextTryAt": .time.orNull,
    ])

    static let attentionItemSchema = Schema.object([
        "code": .text.example("connection-refused"),
        "severity": .words(of: AttentionItem.Severity.self),
        "subject": .object(
            ["type": .words(AttentionItem.Subject.types)],
            optional: [
                "id": .text, "name": .text, "source": .text, "projectId": .text,
                "environment": .text, "secretPath": .text,
            ]
        ),
        "message": .text, "hint": .text.orNull, "since": .time.orNull,
    ])

    static let facetSchema = Schema.object(["value": .text, "name": .text, "count": count])

    private static let cause = Schema.object(
        ["position": .position, "type": .text, "recordedAt": .time],
        optional: [
            "source": .text, "deliveryId": .text,
            "actor": .object(["type": .text], optional: ["id": .text, "name": .text]),
        ]
    )

    static let folderPathSchema = Schema.object([
        "projectId": .text, "environment": .text, "secretPath": .text,
    ])

    static let ownerSchema = Schema.object(["syncId": .text, "name": .text])

    static let syncKeySchema = Schema.object([
        "key": .text.described("The variable's key at Checkly."),
        "state": .words(of: KeyState.self)
            .described("The state in one word; if several apply, the first of these."),
        "reason": .text.orNull,
        "sourceKey": .text.orNull.described("Null for a variable that the sync does not desire."),
        "importedFrom": folderPathSchema.orNull
            .described("The imported folder that has it; null for the sync's own folder."),
        "fingerprint": .text.orNull,
        "cause": cause.orNull.described("The event that made it so."),
        "written": writtenSchema.orNull,
        "owner": ownerSchema.orNull
            .described("The other sync that wrote the variable."),
        "problem": problemSchema.orNull,
        "drifts": .list(of: .words(of: Drift.Kind.self)),
    ])
}
