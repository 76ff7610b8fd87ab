package import Encodings
package import Projection
package import SyncModel

extension State {
    /// The syncs of a destination that may write the same keys as a key space.
    package func overlapping(
        account: String?,
        group: String?,
        _ space: KeySpace,
        except syncID: String?
    ) -> [Sync] {
        syncs.values
            .filter { sync in
                sync.id != syncID && sync.destination.groupID == group
                    && sync.destination.accountID.asAccountID == account
                    && sync.keySpace.overlaps(space)
            }
            .sorted { $0.name < $1.name }
    }
}

extension Sync {
    /// The keys that the sync may ever write.
    package var keySpace: KeySpace {
        KeySpace(schema: options.keySchema, environment: folder.environment)
    }

    /// Enough to identify a sync that may write the same keys.
    package var overlapJSON: CanonicalValue {
        .object([
            "id": .text(id), "name": .text(name), "projectId": .text(folder.projectID),
            "keySchema": .optional(options.keySchema?.text) ?? .null,
        ])
    }
}
