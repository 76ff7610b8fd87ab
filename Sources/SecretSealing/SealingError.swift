internal import Encodings
package import SyncModel

/// Why a value could not be sealed or opened.
package enum SealingError: ExplainedError, Equatable {
    case masterKeyMalformed
    case wrongMasterKey
    /// The ciphertext, its key or its place is not what was sealed.
    case doesNotOpen(SealedValueReference)
    case fingerprintKeyDoesNotOpen
    case storage(String)
    case cryptography(String)

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

    package var message: String {
        switch self {
        case .masterKeyMalformed: "The master key is not the base64 of 32 bytes."
        case .wrongMasterKey: "The master key does not open this log's keys."
        case .doesNotOpen(let place):
            "The value at position \(place.position.number), slot \(place.slot), does not open."
        case .fingerprintKeyDoesNotOpen: "A fingerprint key does not open."
        case .storage(let reason): "The keys beside the log could not be read: \(reason)."
        case .cryptography(let reason): "OpenSSL refused: \(reason)."
        }
    }

    package var hint: String {
        switch self {
        case .masterKeyMalformed: "Make one with `openssl rand -base64 32`."
        case .wrongMasterKey:
            "Start with the master.key that was made with this directory, or the value of "
                + "CHECKLY_SYNC_MASTER_KEY that was set then."
        case .doesNotOpen, .fingerprintKeyDoesNotOpen:
            "The database was changed from outside; restore a backup."
        case .storage, .cryptography: "Run `checkly-sync doctor`."
        }
    }
}
