/// Why a cryptographic operation failed.
package enum CryptographyError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A key, nonce or seed has the wrong length.
    case wrongLength(of: String)
    /// The ciphertext, key, nonce or context differs from what was sealed.
    case notAuthentic
    /// This call to OpenSSL failed.
    case failed(String)

    /// A fixed word for metrics and clients.
    package var code: String {
        switch self {
        case .wrongLength: "cryptography-length"
        case .notAuthentic: "cryptography-not-authentic"
        case .failed: "cryptography-failed"
        }
    }

    /// What happened; contains no secret.
    package var message: String {
        switch self {
        case .wrongLength(let name): "The \(name) has the wrong length."
        case .notAuthentic: "The ciphertext is not authentic."
        case .failed(let call): "\(call) failed."
        }
    }

    /// What to do next.
    package var hint: String {
        switch self {
        case .wrongLength: "Check that it was copied whole."
        case .notAuthentic: "Check that the key belongs to this data, or restore from a backup."
        case .failed: "Check the OpenSSL installation and the memory of this machine."
        }
    }

    /// Code, message and hint in the form that every surface shows.
    package var description: String { "\(code): \(message) (\(hint))" }
}
