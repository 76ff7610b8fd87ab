internal import Encodings
internal import Cryptography
package import SyncModel

/// Takes the keys of a log from one master key to another.
package struct KeyRewrapping: Sendable {
    private let old: KeyWrapping
    private let new: KeyWrapping

    /// - Throws: `SealingError.masterKeyMalformed`.
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

    /// The identity key under the new master key.
    ///
    /// - Throws: `SealingError.wrongMasterKey` when the old one does not open it.
    package func identity(_ wrapped: [UInt8]) throws(SealingError) -> [UInt8] {
        do {
            return try new.wrap(try old.unwrap(wrapped, for: .identity), for: .identity)
        } catch {
            throw .wrongMasterKey
        }
    }

    /// A value's key under the new master key.
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

    /// A name's fingerprint key under the new master key.
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

    /// What tells a master key from others and says nothing about it: 16 hex digits.
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
