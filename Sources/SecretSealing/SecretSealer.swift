internal import Encodings
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
    private let cache = Mutex(FingerprintKeyCache(limit: cacheLimit))

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
    ///
    /// - Returns: Nil for a name that has no key; being asked about gives it none.
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

    /// The fingerprint that a value has under a name whose wrapped key was read already; nil where that does not open.
    package func fingerprint(
        of value: SecretValue,
        name: ValueName,
        wrappedKey: [UInt8]
    ) -> Fingerprint? {
        let key = try? wrapping.unwrap(wrappedKey, for: .fingerprint(name))
        return key.map { fingerprint(of: value, key: $0) }
    }

    /// Whether values of these names can be sealed without asking the disk for their fingerprint keys.
    package func knowsKeys(of names: some Sequence<ValueName>) -> Bool {
        cache.withLock { cache in names.allSatisfy { cache.stored($0) != nil } }
    }

    /// How many fingerprint keys are kept that no event on disk is known to have brought.
    package var unconfirmedKeyCount: Int { cache.withLock(\.unconfirmedCount) }

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
        cache.withLock { $0.forget(names) }
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
                wrappedKey: try wrapping.wrap(dataKey, for: .data(place))
            )
        } catch {
            throw .cryptography(reason(of: error))
        }
    }

    /// The fingerprint of a value, and the wrapped key where it may not be on disk yet, which is then claimed.
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
        AssociatedData("checkly-sync/value/v1", logID, place: place, name: name).bytes
    }
}
