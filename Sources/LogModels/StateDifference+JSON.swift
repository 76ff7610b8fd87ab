package import Encodings
internal import SyncModel

extension StateDifference {
    /// The difference in the form that scripts rely on.
    package var json: CanonicalValue {
        .object([
            "added": .list(added.map(\.json)), "changed": .list(changed.map(\.json)),
            "removed": .list(removed.map(\.json)),
        ])
    }
}

extension StateDifference.Entry {
    /// One difference; values appear as fingerprints.
    package var json: CanonicalValue {
        .object([
            "syncId": .text(syncID), "key": .text(key),
            "from": .optional(from?.text) ?? .null, "to": .optional(to?.text) ?? .null,
            "position": .optional(position?.number) ?? .null,
        ])
    }
}
