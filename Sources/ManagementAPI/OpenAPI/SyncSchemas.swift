internal import APIContract
internal import Encodings
internal import Projection
internal import ReadModels
internal import SyncModel

extension Topic {
    static let destinationSchema = Schema.object(
        ["accountId": .text(1...255)],
        optional: [
            "accountName": .text(1...255), "groupId": .text(1...255), "groupName": .text(1...255),
        ]
    )

    static let newSyncSchema = Schema.object(
        [
            "name": .slug(256), "projectId": .text(1...255), "connectionId": .uuid,
            "environment": .slug(64), "secretPath": path, "syncOptions": .named("NewSyncOptions"),
            "destinationConfig": .named("Destination"),
        ],
        optional: optionalMembers
    )

    private static let consent = Schema.words(["required"])
        .described(
            "Whether the next push may touch what the sync did not write only after consent."
        )

    static let syncChangeSchema = Schema.object(
        [:],
        optional: [
            "name": .slug(256), "connectionId": .uuid, "environment": .slug(64),
            "secretPath": path, "syncOptions": .named("NewSyncOptions"),
            "destinationConfig": .named("Destination"), "description": .text(0...256).orNull,
            "isAutoSyncEnabled": .boolean, "isEnabled": .boolean,
            "sourceName": .text(1...64).orNull, "consent": consent,
        ]
    )

    private static let optionalMembers: KeyValuePairs<String, Schema> = [
        "description": .text(0...256).orNull,
        "isAutoSyncEnabled": .boolean.standard(.bool(true)),
        "isEnabled": .boolean.described("Another word for isAutoSyncEnabled."),
        "sourceName": .text(1...64).orNull.described("Whose secrets; needed when several match."),
        "pause": .object([:], optional: ["reason": .text(0...1024).orNull]).orNull
            .described("Lets the sync begin paused."),
        "consent": consent,
        "planId": .text(1...1024).described("The plan of a draft that is carried out at once."),
    ]

    private static let path = Schema.text(1...1024, pattern: "^/([^/]+/?)*$").example("/my-secrets")

    static let newSyncOptionsSchema = Schema.object(
        ["initialSyncBehavior": .words(of: SyncOptions.InitialSyncBehavior.self)],
        optional: [
            "keySchema": .text(0...255).described(KeySchema.rule).example("APP_{{secretKey}}"),
            "disableSecretDeletion": .boolean.standard(.bool(false)),
            "autoSyncEnabled": .boolean.described("Another word for isAutoSyncEnabled."),
            "recursive": .boolean.described("Subfolders are not supported; only false is taken."),
            "emptyValue": .words(of: SyncOptions.EmptyValue.self),
            "variableType": .words(of: SyncOptions.VariableType.self),
            "maxDeletions": .integer(in: 0...Int64.max)
                .described("A run that would delete more stops before its first write."),
            "onUnreadableGroupVariables": .words(of: SyncOptions.UnreadableGroupVariables.self),
            "allowCodeOwnedGroup": .boolean.standard(.bool(false)),
        ]
    )

    static let syncOptionsSchema = Schema.object(
        [
            "initialSyncBehavior": .words(of: SyncOptions.InitialSyncBehavior.self),
            "disableSecretDeletion": .boolean, "autoSyncEnabled": .boolean,
            "emptyValue": .words(of: SyncOptions.EmptyValue.self),
            "variableType": .words(of: SyncOptions.VariableType.self),
            "onUnreadableGroupVariables": .words(of: SyncOptions.UnreadableGroupVariables.self),
            "allowCodeOwnedGroup": .boolean,
        ],
        optional: ["keySchema": .text, "maxDeletions": .integer(in: 0...Int64.max)]
    )

    private static let status = Schema.words(["pending", "running", "succeeded", "failed"]).orNull

    static let syncSchema = Schema.object([
        "id": .uuid, "name": .slug(256), "description": .text.orNull,
        "destination": .constant("checkly"), "isAutoSyncEnabled": .boolean, "isEnabled": .boolean,
        "version": .integer(in: 1...Int64.max), "folderId": .uuid, "connectionId": .uuid,
        "createdAt": .time, "updatedAt": .time,
        "syncStatus": status, "lastSyncJobId": .text.orNull, "lastSyncMessage": .text.orNull,
        "lastSyncedAt": .time.orNull,
        "importStatus": .null, "lastImportJobId": .null, "lastImportMessage": .null,
        "lastImportedAt": .null,
        "removeStatus": status, "lastRemoveJobId": .text.orNull, "lastRemoveMessage": .text.orNull,
        "lastRemovedAt": .time.orNull,
        "projectId": .text, "syncOptions": .named("SyncOptions"),
        "destinationConfig": .named("Destination"),
        "state": .words(of: SyncState.self)
            .described("How it stands; where several are true, the first of these."),
        "stateMessage": .text.described("What that is, and what to do."),
        "progress":
            .object([
                "planned": .integer(in: 0...Int64.max), "done": .integer(in: 0...Int64.max),
                "failed": .integer(in: 0...Int64.max),
            ])
            .orNull,
        "isPinned": .boolean, "isHeld": .boolean.described("Whether all pushing is held."),
        "isRemoved": .boolean, "needsConsent": .boolean,
        "needsAttention": .boolean.described("Nothing is tried until somebody acts."),
        "nextTryAt": .time.orNull,
        "pause": .object(["since": .time, "reason": .text.orNull]).orNull,
        "pinnedTo": .position.orNull,
        "drifts": .list(of: .object(["kind": .words(of: Drift.Kind.self), "key": .text])),
        "parked": .list(of: .named("ParkedChange")), "notices": .list(of: .named("Notice")),
        "leftOut": .list(of: .object(["key": .text, "reason": .text]))
            .described(
                "Secrets that cannot be taken, the first 100; their variables stay as they are."
            ),
        "sourceName": .text.orNull, "connection": .named("ConnectionReference").orNull,
        "environment": .object(["slug": .text, "name": .text, "id": .uuid]).orNull,
        "folder": .object(["id": .uuid, "path": .text]).orNull,
    ])
}
