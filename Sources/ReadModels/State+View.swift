package import Encodings
package import Projection
package import SyncModel

extension State {
    /// The moment a state stands for.
    package var asOf: CanonicalValue {
        .record([
            "position": .integer(position.number),
            "recordedAt": .optional(recordedAt?.rfc3339) ?? .null,
        ])
    }
}

extension Sync {
    /// What a sync wants in a state, key by key; where it is about too much for that, the problem in its place.
    package func stateView(in state: State) -> CanonicalValue {
        .record([
            "sync": .record(["id": .text(id), "name": .text(name)]),
            "problem": state.excess(of: self)?.canonical,
            "variables": variablesView(in: state),
        ])
    }
}
