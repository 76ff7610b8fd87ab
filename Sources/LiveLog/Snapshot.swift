internal import Encodings
internal import Cryptography
package import Projection
package import SyncModel

/// A state stored beside the log, with the version of the fold and a hash of the state.
///
/// It is a cache: one with another version or a wrong hash is ignored.
package enum Snapshot {
    /// Raised whenever the same log folds to a different state or a state is encoded differently.
    package static let projectionVersion: Int64 = 7

    /// Encodes a state.
    package static func bytes(of state: State) -> [UInt8] {
        let encoded = CanonicalEncoding.encode(state.canonical)
        return CanonicalEncoding.encode(
            .object([
                "projection": .integer(projectionVersion),
                "hash": .bytes(SHA256.digest(encoded)),
                "state": .bytes(encoded),
            ])
        )
    }

    /// Decodes a state; returns nil unless the version, hash and position match.
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

/// The SHA-256 of the canonical form of the whole state, as 64 hex digits.
package func stateHash(_ state: State) -> String {
    Hex.encode(SHA256.digest(CanonicalEncoding.encode(state.canonical)))
}
