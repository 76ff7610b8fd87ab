internal import Cryptography
internal import Synchronization
package import SyncModel

/// Seals, opens and fingerprints values (envelope encryption).
///
/// Each value is sealed with AES-256-GCM under a data key of its own; the seal is bound to log, position, slot and name, so
/// a ciphertext moved elsewhere does not open. Data keys and fingerprint keys are wrapped under a key derived from the
/// master key and live beside the log.
package final class SecretSealer: Sendable {
    /// How many fingerprint keys are kept unwrapped in memory.
    private static let cacheLimit = 20_000

    private let wrapping: KeyWrapping
    private let logID: [UInt8]
    /// Keys the identity of deliveries; the same for the life of the log.
    package let identityKey: [UInt8]
    private let storedFingerprintKey: @Sendable (ValueName) throws -> [UInt8]?
    private let cache = Mutex(Cache())

    private struct Cache {
        /// Known to be on disk.
        var stored: [ValueName: [UInt8]] = [:]
        /// Made here; on disk once the event that first uses it is.
        var unconfirmed: [ValueName: (key: [UInt8], wrapped: [UInt8])] = [:]
        /// How often `stored` was emptied.
        var emptied = 0

        /// Takes a key that was read from disk.
        ///
        /// False when keys that were on disk have been forgotten since; then the disk must be asked again.
        mutating func confirm(
            _ name: ValueName,
            _ key: [UInt8],
            limit: Int,
            unlessEmptiedSince emptied: Int
        ) -> Bool {
            if emptied != self.emptied { return false }
            if stored.count >= limit {
                stored.removeAll()
                self.emptied += 1
            }
            stored[name] = key
            unconfirmed[name] = nil
            return true
        }

        /// The one key that all who make one for a name at the same time use.
        ///
        /// Nil when keys that were on disk have been forgotten since; then the disk must be asked again.
        mutating func agree(
            on made: (key: [UInt8], wrapped: [UInt8]),
            for name: ValueName,
            unlessEmptiedSince emptied: Int
        ) -> (key: [UInt8], wrapped: [UInt8]?)? {
            if let key = stored[name] { return (key, nil) }
            if emptied != self.emptied { return nil }
            let agreed = unconfirmed[name] ?? made
            unconfirmed[name] = agreed
            return (agreed.key, agreed.wrapped)
        }
    }

    /// - Parameters:
    ///   - masterKey: 32 bytes.
    ///   - logID: The log's id.
    ///   - wrappedIdentityKey: what `makeIdentityKey` gave when the log was made.
    ///   - storedFingerprintKey: reads a committed wrapped key; never sees one whose transaction may yet fail.
    /// - Throws: `SealingError.wrongMasterKey` when the master key does not open the log's identity key.
    package init(
        masterKey: [UInt8],
        logID: [UInt8],
        wrappedIdentityKey: [UInt8],
        storedFingerprintKey: @escaping @Sendable (ValueName) throws -> [UInt8]?
    ) throws(SealingError) {
        guard masterKey.count == AESGCM.keyByteCount else { throw .masterKeyMalformed }
        wrapping = KeyWrapping(masterKey: masterKey, logID: logID)
        self.logID = logID
        self.storedFingerprintKey = storedFingerprintKey
        do {
            identityKey = try wrapping.unwrap(wrappedIdentityKey, for: .identity)
        } catch {
            throw .wrongMasterKey
        }
    }

    /// A new identity key, wrapped; made once, with the log.
    package static func makeIdentityKey(
        masterKey: [UInt8],
        logID: [UInt8]
    ) throws(SealingError) -> [UInt8] {
        guard masterKey.count == AESGCM.keyByteCount else { throw .masterKeyMalformed }
        do {
            return try KeyWrapping(masterKey: masterKey, logID: logID)
                .wrap(try SecureRandom.bytes(count: 32), for: .identity)
        } catch {
            throw .cryptography(reason(of: error))
        }
    }

    /// Starts sealing the values of the event at a position.
    package func begin(at position: Position) -> EventSealing {
        EventSealing(sealer: self, position: position)
    }

    /// Opens a value.
    ///
    /// - Throws: `SealingError.doesNotOpen` when the ciphertext, the key, the place or the name is another than at sealing.
    package func open(
        _ sealed: SealedValue,
        at place: SealedValueReference,
        name: ValueName
    ) throws(SealingError) -> SecretValue {
        do {
            let dataKey = try wrapping.unwrap(sealed.wrappedKey, for: .data(place))
            let plaintext = try AESGCM.open(
                Array(sealed.ciphertext.dropFirst(AESGCM.nonceByteCount)),
                key: dataKey,
                nonce: Array(sealed.ciphertext.prefix(AESGCM.nonceByteCount)),
                authenticating: valueContext(place, name)
            )
            return SecretValue(String(decoding: plaintext, as: UTF8.self))
        } catch {
            throw .doesNotOpen(place)
        }
    }

    /// The fingerprint that a value has under a name, to compare with one that is known.
    package func fingerprint(
        of value: SecretValue,
        name: ValueName
    ) throws(SealingError) -> Fingerprint {
        try fingerprint(value, name: name).0
    }

    /// Looks whether wrapped keys are those of their places.
    ///
    /// - Throws: `SealingError.cryptography`.
    package func wrappedKeyCheck() throws(SealingError) -> WrappedKeyCheck {
        do {
            return try WrappedKeyCheck(wrapping)
        } catch {
            throw .cryptography(reason(of: error))
        }
    }

    /// Forgets fingerprint keys that were destroyed; the next value of such a name begins with a new one.
    package func forget(_ names: [ValueName]) {
        cache.withLock { cache in
            for name in names {
                cache.stored[name] = nil
                cache.unconfirmed[name] = nil
            }
            // A key that somebody is reading, or making from what was there, must be agreed on anew.
            cache.emptied += 1
        }
    }

    func seal(
        _ value: SecretValue,
        at place: SealedValueReference,
        name: ValueName
    ) throws(SealingError) -> SealedValue {
        do {
            let dataKey = try SecureRandom.bytes(count: AESGCM.keyByteCount)
            let ciphertext = try AESGCM.sealWithNewNonce(
                Array(value.reveal().utf8),
                key: dataKey,
                authenticating: valueContext(place, name)
            )
            return SealedValue(
                ciphertext: ciphertext,
                wrappedKey: try wrapping.wrap(dataKey, for: .data(place))
            )
        } catch {
            throw .cryptography(reason(of: error))
        }
    }

    /// The fingerprint of a value, and the wrapped key where it may not be on disk yet.
    func fingerprint(
        _ value: SecretValue,
        name: ValueName
    ) throws(SealingError) -> (Fingerprint, newKey: [UInt8]?) {
        let (key, newKey) = try fingerprintKey(for: name)
        let digest = HMAC.authenticate(
            parts: [Array("checkly-sync/fp/v1".utf8), Array(value.reveal().utf8)],
            key: key
        )
        return (Fingerprint(text: "fp1:" + Hex.encode(Array(digest.prefix(16)))), newKey)
    }

    private func fingerprintKey(
        for name: ValueName
    ) throws(SealingError) -> (key: [UInt8], wrapped: [UInt8]?) {
        while true {
            let (known, emptied) = cache.withLock { ($0.stored[name], $0.emptied) }
            if let known { return (known, nil) }
            if let key = try readFingerprintKey(for: name) {
                let isThere = cache.withLock {
                    $0.confirm(name, key, limit: Self.cacheLimit, unlessEmptiedSince: emptied)
                }
                if isThere { return (key, nil) }
                continue
            }
            let made = try makeFingerprintKey(for: name)
            let agreed = cache.withLock {
                $0.agree(on: made, for: name, unlessEmptiedSince: emptied)
            }
            if let agreed { return agreed }
        }
    }

    private func makeFingerprintKey(
        for name: ValueName
    ) throws(SealingError) -> (key: [UInt8], wrapped: [UInt8]) {
        do {
            let key = try SecureRandom.bytes(count: 32)
            return (key, try wrapping.wrap(key, for: .fingerprint(name)))
        } catch {
            throw .cryptography(reason(of: error))
        }
    }

    private func readFingerprintKey(for name: ValueName) throws(SealingError) -> [UInt8]? {
        let wrapped: [UInt8]?
        do {
            wrapped = try storedFingerprintKey(name)
        } catch {
            throw .storage(reason(of: error))
        }
        guard let wrapped else { return nil }
        do {
            return try wrapping.unwrap(wrapped, for: .fingerprint(name))
        } catch {
            throw .fingerprintKeyDoesNotOpen
        }
    }

    private func valueContext(_ place: SealedValueReference, _ name: ValueName) -> [UInt8] {
        SealContext("checkly-sync/value/v1", logID, place: place, name: name).bytes
    }
}
