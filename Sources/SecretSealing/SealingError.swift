internal import Encodings
package import SyncModel

/// Why a value could not be sealed or opened.
package enum SealingError: ExplainedError, Equatable {
    /// The master key is not 32 bytes.
    case masterKeyMalformed
    /// The master key does not open the log's identity key.
    case wrongMasterKey
    /// The ciphertext, its key, its place or its name differs from what was sealed.
    case doesNotOpen(SealedValueReference)
    /// A wrapped fingerprint key is damaged or belongs to another name.
    case fingerprintKeyDoesNotOpen
    /// Reading the key store failed; carries the reason.
    case storage(String)
    /// OpenSSL failed; carries the reason.
    case cryptography(String)

    /// A fixed word per case.
    package var code: String {
        switch self {
        case .masterKeyMalformed: "master-key-malformed"
        case .wrongMasterKey: "wrong-master-key"
        case .doesNotOpen: "value-does-not-open"
        case .fingerprintKeyDoesNotOpen: "fingerprint-key-does-not-open"
        case .storage: "key-storage"
        case .cryptography: "cryptography"
        }
    }

    /// What happened; reveals nothing of keys and values.
    package var message: String {
        switch self {
        case .masterKeyMalformed: "The master key is not 32 bytes in base64."
        case .wrongMasterKey: "The master key does not open this log's keys."
        case .doesNotOpen(let place):
            "The value at position \(place.position.number), slot \(place.slot), cannot be opened."
        case .fingerprintKeyDoesNotOpen: "A fingerprint key cannot be opened."
        case .storage(let reason): "The keys beside the log could not be read: \(reason)."
        case .cryptography(let reason): "OpenSSL refused: \(reason)."
        }
    }

    package var hint: String {
        switch self {
        case .masterKeyMalformed: "Generate one with `openssl rand -base64 32`."
        case .wrongMasterKey:
            "Use the master.key that was created with this directory, or the value that "
                + "CHECKLY_SYNC_MASTER_KEY had then."
        case .doesNotOpen, .fingerprintKeyDoesNotOpen:
            "The database was changed from outside; restore a backup."
        case .storage, .cryptography: "Run `checkly-sync doctor`."
        }
    }
}
