internal import APIContract
internal import Projection
internal import ReadModels
internal import SyncModel

extension Topic {
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
            .described("The state in one word; if several apply, the first of these."),
        "stateMessage": .text.described("What that means and what to do."),
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
                "Secrets that cannot be accepted, the first 100; their variables stay as they are."
            ),
        "sourceName": .text.orNull, "connection": .named("ConnectionReference").orNull,
        "environment": .object(["slug": .text, "name": .text, "id": .uuid]).orNull,
        "folder": .object(["id": .uuid, "path": .text]).orNull,
    ])
}
