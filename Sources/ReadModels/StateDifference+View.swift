package import Encodings
internal import SyncModel

extension StateDifference {
    /// The difference in the form that scripts rely on.
    package var view: CanonicalValue {
        .object([
            "added": .list(added.map(\.view)), "changed": .list(changed.map(\.view)),
            "removed": .list(removed.map(\.view)),
        ])
    }
}

extension StateDifference.Entry {
    /// One difference; values appear as fingerprints.
    package var view: CanonicalValue {
        .object([
            "syncId": .text(syncID), "key": .text(key),
            "from": .optional(from?.text) ?? .null, "to": .optional(to?.text) ?? .null,
            "position": .optional(position?.number) ?? .null,
        ])
    }
}
