package import Encodings
package import Projection
package import SyncModel

/// The ids of a sync's folder and environment, in the shape of UUIDs.
package struct PlaceIDs: Sendable {
    /// The id of the folder at its path.
    package let folder: String
    /// The id of the folder's environment.
    package let environment: String

    /// Makes a pair of ids; nothing checks their shape.
    package init(folder: String, environment: String) {
        self.folder = folder
        self.environment = environment
    }
}

extension Sync {
    /// The maximum number of left-out secrets shown; the notice counts the rest.
    private static let leftOutLimit = 100

    /// The sync as Hanzo KMS shows it, with this server's additional members.
    ///
    /// - Parameters:
    ///   - state: The state that contains the sync.
    ///   - activity: The progress of its run; nil if no run is open.
    ///   - ids: The ids of its folder and environment.
    ///   - nextReadAt: When a failed fetch of its folder will be retried.
    /// - Returns: All members.
    package func json(
        in state: State,
        activity: RunActivity?,
        ids: PlaceIDs,
        nextReadAt: (FolderID) -> Timestamp?
    ) -> CanonicalValue {
        let condition = state.condition(of: self, activity: activity)
        let status = state.statuses[id]
        let connection = state.connections[connectionID]
        let isWaiting = state.lastChange(for: self) == nil
        let fetchFailure = state.fetchFailure(of: self)
        let nextTryAt =
            fetchFailure == nil
            ? status?.nextTryAt
            : state.fetchSource(of: self)
                .flatMap { nextReadAt(FolderID(source: $0.name, path: folder)) }
        let message =
            fetchFailure?.text ?? state.heldEmptiness(of: self)?.text
            ?? state.missingSource(of: self) ?? status?.message
            ?? (isWaiting ? "Waiting: nothing has been reported about this folder yet" : nil)
        return .object([
            "id": .text(id),
            "name": .text(name),
            "description": .optional(description) ?? .null,
            "destination": .text("checkly"),
            "isAutoSyncEnabled": .bool(isAutoSyncEnabled),
            "isEnabled": .bool(isAutoSyncEnabled),
            "version": .integer(1),
            "folderId": .text(ids.folder),
            "connectionId": .text(connectionID),
            "createdAt": .text(createdAt.rfc3339),
            "updatedAt": .text(updatedAt.rfc3339),
            "syncStatus": fetchFailure == nil
                ? .optional(status?.status.rawValue) ?? .null
                : .text(SyncStatus.Phase.failed.rawValue),
            "lastSyncJobId": .optional(status?.lastJobID) ?? .null,
            "lastSyncMessage": .optional(message) ?? .null,
            "lastSyncedAt": .optional(status?.lastSyncedAt?.rfc3339) ?? .null,
            "importStatus": .null,
            "lastImportJobId": .null,
            "lastImportMessage": .null,
            "lastImportedAt": .null,
            "removeStatus": .optional(status?.removeStatus?.rawValue) ?? .null,
            "lastRemoveJobId": .optional(status?.lastRemoveJobID) ?? .null,
            "lastRemoveMessage": .optional(status?.removeMessage) ?? .null,
            "lastRemovedAt": .optional(status?.lastRemovedAt?.rfc3339) ?? .null,
            "projectId": .text(folder.projectID),
            "destinationConfig": destination.canonical,
            "state": .text(condition.state.rawValue),
            "stateMessage": .text(condition.message),
            "progress": condition.progress?.json ?? .null,
            "isPinned": .bool(condition.isPinned),
            "isHeld": .bool(condition.isHeld),
            "isRemoved": .bool(condition.isRemoved),
            "needsConsent": .bool(status?.needsConsent ?? false),
            "needsAttention": .bool(
                status?.needsAttention ?? false || state.refusedConnections.contains(connectionID)
            ),
            "nextTryAt": .optional(nextTryAt?.rfc3339) ?? .null,
            "pause": status?.pause?.json ?? .null,
            "parked": .list(parkedViews(in: state)),
            "leftOut": .list(state.leftOut(of: self).prefix(Self.leftOutLimit).map(\.canonical)),
            "pinnedTo": .optional(status?.pinnedTo?.number) ?? .null,
            "notices": .list(state.notices(of: self).map(\.json)),
            "drifts": .list((status?.drifts ?? []).map(\.canonical)),
            "sourceName": .optional(state.boundSource(of: self)) ?? .null,
            "connection": connection?.reference ?? .null,
            "environment": .object([
                "slug": .text(folder.environment),
                "name": .text(
                    state.environmentNames[folder.projectID]?[folder.environment]
                        ?? folder.environment
                ),
                "id": .text(ids.environment),
            ]),
            "folder": .object(["id": .text(ids.folder), "path": .text(folder.secretPath)]),
        ])
    }
}

extension Ledger.Entry {
    /// The last write, acknowledged or in doubt.
    func json(isSecret: Bool) -> CanonicalValue {
        .object([
            "at": .text(writtenAt.rfc3339),
            "fingerprint": .optional(fingerprint?.text) ?? .null,
            "bySync": .text(syncID),
            "isVerifiable": .bool(!isSecret),
            "isInDoubt": doubt == nil ? nil : .bool(true),
        ])
    }
}

extension SyncStatus.KeyFailure {
    /// A failed key is retried by the next run of its sync.
    func json(nextTryAt: Timestamp?) -> CanonicalValue {
        problem.canonical.adding([
            "at": .text(failedAt.rfc3339), "nextTryAt": .optional(nextTryAt?.rfc3339) ?? .null,
        ])
    }
}

extension FetchStatus.Held {
    fileprivate var text: String { "\(message) (\(Self.hint))" }
}

extension RunActivity {
    fileprivate var json: CanonicalValue {
        .object([
            "planned": .integer(Int64(planned)), "done": .integer(Int64(done)),
            "failed": .integer(Int64(failed)),
        ])
    }
}

extension SyncStatus.Pause {
    fileprivate var json: CanonicalValue {
        .object(["since": .text(since.rfc3339), "reason": .optional(reason) ?? .null])
    }
}
