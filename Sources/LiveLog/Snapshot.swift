internal import Encodings
internal import Cryptography
package import Projection
package import SyncModel

/// A state as it is kept beside the log: with the version of the fold that made it and the hash of what it claims to be.
///
/// It is a cache. One of another version, or whose state is not what the hash says, is as good as none.
package enum Snapshot {
    /// Raised whenever the same log folds to another state than before, or a state is encoded in another way.
    package static let projectionVersion: Int64 = 5

    /// The bytes that keep a state.
    package static func bytes(of state: State) -> [UInt8] {
        let encoded = CanonicalEncoding.encode(state.canonical)
        return CanonicalEncoding.encode(
            .record([
                "projection": .integer(projectionVersion),
                "hash": .bytes(SHA256.digest(encoded)),
                "state": .bytes(encoded),
            ])
        )
    }

    /// The state in a snapshot's bytes, or nil where they are not one of this version and this position.
    package static func state(of bytes: [UInt8], at position: Position) -> State? {
        guard let snapshot = try? CanonicalDecoding.decode(bytes),
            (try? snapshot.integer("projection")) == projectionVersion,
            let encoded = try? snapshot.bytes("state"),
            (try? snapshot.bytes("hash")) == SHA256.digest(encoded),
            let canonical = try? CanonicalDecoding.decode(encoded),
            let state = try? State(canonical: canonical), state.position == position
        else { return nil }
        return state
    }
}

/// SHA-256 over the canonical form of the whole state, as 64 hex digits.
package func stateHash(_ state: State) -> String {
    Hex.encode(SHA256.digest(CanonicalEncoding.encode(state.canonical)))
}
