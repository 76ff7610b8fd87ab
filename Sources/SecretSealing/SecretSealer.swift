internal import Encodings
internal import Cryptography
internal import Synchronization
package import SyncModel

/// Seals, opens and fingerprints values with envelope encryption.
///
/// Each value is sealed with AES-256-GCM under its own data key. The seal is bound to the log,
/// position, slot and name, so a ciphertext moved elsewhere does not open. Data keys and
/// fingerprint keys are wrapped under a key derived from the master key and are stored outside the
/// log.
package final class SecretSealer: Sendable {
    /// The maximum number of unwrapped fingerprint keys in memory.
    private static let cacheLimit = 20_000

    let wrapping: WrappingKeys
    let logID: [UInt8]
    /// Identifies the master key that wraps new keys, and reveals nothing about it: 16 hex digits.
    package var masterKeyID: String { wrapping.current.masterKeyID }
    /// Whether new keys are wrapped under this master key of 32 bytes.
    package func isUnder(_ masterKey: [UInt8]) -> Bool {
        KeyWrapping(masterKey: masterKey, logID: logID).masterKeyID == masterKeyID
    }

    /// The key for the identities of deliveries; constant for the life of the log.
    package let identityKey: [UInt8]
    private let storedFingerprintKey: @Sendable (ValueName) throws -> [UInt8]?
    private let cache = Mutex(FingerprintKeyCache(limit: cacheLimit))

    /// Opens the log's identity key.
    ///
    /// - Parameters:
    ///   - masterKey: 32 bytes.
    ///   - logID: The log's id.
    ///   - wrappedIdentityKey: The result of `makeIdentityKey` from when the log was created.
    ///   - storedFingerprintKey: Reads a committed wrapped key; must not return one whose
    ///     transaction may still fail.
    /// - Throws: `SealingError.masterKeyMalformed`, or `.wrongMasterKey` if the master key does not
    ///   open the identity key.
    package init(
        masterKey: [UInt8],
        logID: [UInt8],
        wrappedIdentityKey: [UInt8],
        storedFingerprintKey: @escaping @Sendable (ValueName) throws -> [UInt8]?
    ) throws(SealingError) {
        guard masterKey.count == AESGCM.keyByteCount else { throw .masterKeyMalformed }
        wrapping = WrappingKeys(KeyWrapping(masterKey: masterKey, logID: logID))
        self.logID = logID
        self.storedFingerprintKey = storedFingerprintKey
        do {
            identityKey = try wrapping.unwrap(wrappedIdentityKey, for: .identity)
        } catch {
            throw .wrongMasterKey
        }
    }

    /// Whether a master key of 32 bytes opens a log's identity key.
    package static func opens(
        _ wrappedIdentityKey: [UInt8],
        masterKey: [UInt8],
        logID: [UInt8]
    ) -> Bool {
        let wrapping = KeyWrapping(masterKey: masterKey, logID: logID)
        return (try? wrapping.unwrap(wrappedIdentityKey, for: .identity)) != nil
    }

    /// Makes and wraps a new identity key; done once, when the log is created.
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
    /// - Throws: `SealingError.doesNotOpen` if the ciphertext, key, place or name differs from what
    ///   was sealed.
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

    /// The fingerprint of a value under a name, for comparison with a known one.
    ///
    /// - Returns: Nil if the name has no key; none is made.
    package func fingerprint(
        of value: SecretValue,
        name: ValueName
    ) throws(SealingError) -> Fingerprint? {
        while true {
            let (known, mark) = cache.withLock { ($0.stored(name), $0.mark(of: name)) }
            if let known { return fingerprint(of: value, key: known) }
            if let key = try readFingerprintKey(for: name) {
                if cache.withLock({ $0.confirm(name, key, since: mark) }) {
                    return fingerprint(of: value, key: key)
                }
            } else if let key = cache.withLock({ $0.unconfirmed(name) }) {
                return fingerprint(of: value, key: key)
            } else if cache.withLock({ $0.mark(of: name) }) == mark {
                return nil
            }
        }
    }

    /// The fingerprint of a value under a name whose wrapped key was already read; nil if the key
    /// does not open.
    package func fingerprint(
        of value: SecretValue,
        name: ValueName,
        wrappedKey: [UInt8]
    ) -> Fingerprint? {
        let key = try? wrapping.unwrap(wrappedKey, for: .fingerprint(name))
        return key.map { fingerprint(of: value, key: $0) }
    }

    /// Whether values with these names can be sealed without reading fingerprint keys from disk.
    package func knowsKeys(of names: some Sequence<ValueName>) -> Bool {
        cache.withLock { cache in names.allSatisfy { cache.stored($0) != nil } }
    }

    /// The number of fingerprint keys in memory that may not be on disk.
    package var unconfirmedKeyCount: Int { cache.withLock(\.unconfirmedCount) }

    /// Makes a check of wrapped keys against their places.
    ///
    /// - Throws: `SealingError.cryptography`.
    package func wrappedKeyCheck() throws(SealingError) -> WrappedKeyCheck {
        do {
            return try WrappedKeyCheck(wrapping.current)
        } catch {
            throw .cryptography(reason(of: error))
        }
    }

    /// Drops fingerprint keys that were destroyed; the next value with such a name gets a new key.
    package func forget(_ names: [ValueName]) {
        cache.withLock { $0.forget(names) }
    }

    /// Wraps new keys otherwise, and drops those that are wrapped as before and may not be on disk.
    func use(_ next: KeyWrapping) {
        wrapping.use(next)
        cache.withLock { $0.forgetUnconfirmed() }
    }

    func release(_ claims: [ValueName: Int]) {
        cache.withLock { $0.release(claims) }
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
                wrappedKey: try wrapping.current.wrap(dataKey, for: .data(place))
            )
        } catch {
            throw .cryptography(reason(of: error))
        }
    }

    /// The fingerprint of a value, with the wrapped key if it may not be on disk yet; the key is
    /// then claimed.
    func fingerprint(
        _ value: SecretValue,
        name: ValueName,
        _ claim: FingerprintKeyClaim
    ) throws(SealingError) -> (Fingerprint, newKey: [UInt8]?) {
        let (key, newKey) = try fingerprintKey(for: name, claim)
        return (fingerprint(of: value, key: key), newKey)
    }

    private func fingerprint(of value: SecretValue, key: [UInt8]) -> Fingerprint {
        let digest = HMAC.authenticate(
            parts: [Array("checkly-sync/fp/v1".utf8), Array(value.reveal().utf8)],
            key: key
        )
        return Fingerprint(text: "fp1:" + Hex.encode(Array(digest.prefix(16))))
    }

    private func fingerprintKey(
        for name: ValueName,
        _ claim: FingerprintKeyClaim
    ) throws(SealingError) -> (key: [UInt8], wrapped: [UInt8]?) {
        while true {
            let (known, mark) = cache.withLock { ($0.stored(name), $0.mark(of: name)) }
            if let known { return (known, nil) }
            if let key = try readFingerprintKey(for: name) {
                if cache.withLock({ $0.confirm(name, key, since: mark) }) { return (key, nil) }
                continue
            }
            let made = try makeFingerprintKey(for: name)
            let agreed = cache.withLock { cache in
                cache.agree(on: made, for: name, since: mark) { claim.add(name, number: $0) }
            }
            if let agreed { return agreed }
        }
    }

    private func makeFingerprintKey(
        for name: ValueName
    ) throws(SealingError) -> (key: [UInt8], wrapped: [UInt8]) {
        do {
            let key = try SecureRandom.bytes(count: 32)
            return (key, try wrapping.current.wrap(key, for: .fingerprint(name)))
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
        AssociatedData("checkly-sync/value/v1", logID, place: place, name: name).bytes
    }
}
