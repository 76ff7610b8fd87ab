internal import Encodings
internal import Cryptography
package import SyncModel

/// Re-wraps the keys of a log from one master key to another.
package struct KeyRewrapping: Sendable {
    private let old: KeyWrapping
    private let new: KeyWrapping

    /// Takes two master keys of 32 bytes.
    ///
    /// - Throws: `SealingError.masterKeyMalformed` if either has another length.
    package init(
        from old: [UInt8],
        to new: [UInt8],
        logID: [UInt8]
    ) throws(SealingError) {
        guard old.count == AESGCM.keyByteCount, new.count == AESGCM.keyByteCount else {
            throw .masterKeyMalformed
        }
        self.old = KeyWrapping(masterKey: old, logID: logID)
        self.new = KeyWrapping(masterKey: new, logID: logID)
    }

    /// Re-wraps the identity key.
    ///
    /// - Throws: `SealingError.wrongMasterKey` if the old master key does not open it.
    package func identity(_ wrapped: [UInt8]) throws(SealingError) -> [UInt8] {
        do {
            return try new.wrap(try old.unwrap(wrapped, for: .identity), for: .identity)
        } catch {
            throw .wrongMasterKey
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

    /// An identifier of a master key that reveals nothing about it: 16 hex digits.
    package static func id(ofMasterKey key: [UInt8], logID: [UInt8]) -> String {
        Hex.encode(
            HKDF.deriveSHA256(
                from: key,
                salt: logID,
                info: Array("checkly-sync/key-id/v1".utf8),
                count: 8
            )
        )
    }
}
