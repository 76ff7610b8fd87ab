internal import Cryptography
internal import Encodings
package import SyncModel

/// Re-wraps the keys of a log from the master key of a sealer to another one.
///
/// From the start, the sealer opens keys under either; after `finish` it wraps new ones under the
/// new one.
package struct KeyRewrapping: Sendable {
    private let sealer: SecretSealer
    private let old: KeyWrapping
    private let new: KeyWrapping

    /// - Parameters:
    ///   - sealer: The sealer of the log.
    ///   - masterKey: The new master key, of 32 bytes.
    /// - Throws: `SealingError.masterKeyMalformed` if it has another length.
    package init(
        of sealer: SecretSealer,
        to masterKey: [UInt8]
    ) throws(SealingError) {
        guard masterKey.count == AESGCM.keyByteCount else { throw .masterKeyMalformed }
        self.sealer = sealer
        old = sealer.wrapping.current
        new = KeyWrapping(masterKey: masterKey, logID: sealer.logID)
        sealer.wrapping.admit(new)
    }

    /// Identifies the new master key, and reveals nothing about it: 16 hex digits.
    package var masterKeyID: String { new.masterKeyID }

    /// The identity key under the new master key.
    ///
    /// - Throws: `SealingError.cryptography`.
    package func identity() throws(SealingError) -> [UInt8] {
        do {
            return try new.wrap(sealer.identityKey, for: .identity)
        } catch {
            throw .cryptography(reason(of: error))
        }
    }

    /// Re-wraps a value's data key.
    ///
    /// - Throws: `SealingError.doesNotOpen`.
    package func dataKey(
        at place: SealedValueReference,
        _ wrapped: [UInt8]
    ) throws(SealingError) -> [UInt8] {
        do {
            return try new.wrap(try old.unwrap(wrapped, for: .data(place)), for: .data(place))
        } catch {
            throw .doesNotOpen(place)
        }
    }

    /// Re-wraps a name's fingerprint key.
    ///
    /// - Throws: `SealingError.fingerprintKeyDoesNotOpen`.
    package func fingerprintKey(
        of name: ValueName,
        _ wrapped: [UInt8]
    ) throws(SealingError) -> [UInt8] {
        do {
            return try new.wrap(
                try old.unwrap(wrapped, for: .fingerprint(name)),
                for: .fingerprint(name)
            )
        } catch {
            throw .fingerprintKeyDoesNotOpen
        }
    }

    /// Lets the sealer wrap new keys under the new master key.
    ///
    /// Events that were sealed before and are not on disk must be sealed again.
    package func finish() {
        sealer.use(new)
    }
}
