package import Encodings
package import Projection
package import SyncModel

extension State {
    /// The position and time of the state.
    package var asOf: CanonicalValue {
        .object([
            "position": .integer(position.number),
            "recordedAt": .optional(recordedAt?.rfc3339) ?? .null,
        ])
    }
}

extension Sync {
    /// What a sync desires in a state, key by key, or the problem if it covers too much for that.
    package func stateJSON(in state: State) -> CanonicalValue {
        .object([
            "sync": .object(["id": .text(id), "name": .text(name)]),
            "problem": state.excess(of: self)?.canonical,
            "variables": variablesJSON(in: state),
        ])
    }
}
