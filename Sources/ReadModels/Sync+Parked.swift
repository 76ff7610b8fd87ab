package import Encodings
package import Projection
package import SyncModel

extension Sync {
    /// All changes of the sync that wait for somebody.
    package func parkedViews(in state: State) -> [CanonicalValue] {
        state.parked(of: self)
            .map { parked in
                .object([
                    "syncId": .text(id),
                    "syncName": .text(name),
                    "key": .optional(parked.change.key) ?? .null,
                    "fingerprint": .optional(parked.change.fingerprint?.text) ?? .null,
                    "position": .integer(parked.change.position.number),
                    "problem": parked.change.problem.canonical,
                    "since": .text(parked.since.rfc3339),
                ])
            }
    }
}

extension SyncStatus.Skipped {
    /// A change that somebody skipped.
    package var json: CanonicalValue {
        .object([
            "key": .text(change.key),
            "fingerprint": .optional(change.fingerprint?.text) ?? .null,
            "reason": .text(change.reason),
            "since": .text(since.rfc3339),
        ])
    }
}
