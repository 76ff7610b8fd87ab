internal import Cryptography
internal import Encodings
internal import SyncModel

/// Wraps keys under the master key with AES-256-GCM (NIST SP 800-38D): nonce (12 bytes),
/// ciphertext, tag (16 bytes).
struct KeyWrapping: Sendable {
    let wrappingKey: [UInt8]
    /// Identifies the master key, and reveals nothing about it: 16 hex digits.
    let masterKeyID: String
    private let logID: [UInt8]

    /// The purpose of a wrapped key; a key wrapped for one purpose does not unwrap for another.
    enum Purpose {
        case identity
        case fingerprint(ValueName)
        case data(SealedValueReference)
    }

    init(masterKey: [UInt8], logID: [UInt8]) {
        wrappingKey = HKDF.deriveSHA256(
            from: masterKey,
            salt: logID,
            info: Array("checkly-sync/wrap/v1".utf8),
            count: 32
        )
        masterKeyID = Hex.encode(
            HKDF.deriveSHA256(
                from: masterKey,
                salt: logID,
                info: Array("checkly-sync/key-id/v1".utf8),
                count: 8
            )
        )
        self.logID = logID
    }

    func wrap(_ key: [UInt8], for purpose: Purpose) throws(CryptographyError) -> [UInt8] {
        try AESGCM.sealWithNewNonce(key, key: wrappingKey, authenticating: context(purpose))
    }

    func unwrap(_ wrapped: [UInt8], for purpose: Purpose) throws(CryptographyError) -> [UInt8] {
        try AESGCM.open(
            Array(wrapped.dropFirst(AESGCM.nonceByteCount)),
            key: wrappingKey,
            nonce: Array(wrapped.prefix(AESGCM.nonceByteCount)),
            authenticating: context(purpose)
        )
    }

    func context(_ purpose: Purpose) -> [UInt8] {
        switch purpose {
        case .identity: AssociatedData("checkly-sync/identity-key/v1", logID).bytes
        case .fingerprint(let name):
            AssociatedData("checkly-sync/fingerprint-key/v1", logID, name: name).bytes
        case .data(let place):
            AssociatedData("checkly-sync/data-key/v1", logID, place: place).bytes
        }
    }
}
