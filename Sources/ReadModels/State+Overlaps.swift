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

extension State {
    /// The maximum number of common keys that are named.
    private static let namedKeyLimit = 20

    /// The syncs that may write the same keys as a sync of this state, with the keys that both
    /// desire now.
    ///
    /// - Parameter sync: A sync of this state.
    /// - Returns: A list, sorted by name.
    package func overlapsJSON(of sync: Sync) -> CanonicalValue {
        let overlapping = overlapping(
            account: sync.destination.accountID.asAccountID,
            group: sync.destination.groupID,
            sync.keySpace,
            except: sync.id
        )
        let own = overlapping.isEmpty ? [] : desiredKeys(of: sync)
        return .list(
            overlapping.map { other in
                let common = own.intersection(desiredKeys(of: other)).sorted()
                return other.overlapJSON.adding([
                    "commonKeyCount": .integer(Int64(common.count)),
                    "commonKeys": .list(common.prefix(Self.namedKeyLimit).map { .text($0) }),
                ])
            }
        )
    }

    private func desiredKeys(of sync: Sync) -> Set<String> {
        Set((desired(for: sync)?.variables ?? []).map(\.key))
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
