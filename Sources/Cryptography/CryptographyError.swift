/// Why OpenSSL did not do what was asked.
package enum CryptographyError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A key, nonce or seed of the wrong length.
    case wrongLength(of: String)
    /// The ciphertext, its key, its nonce or what it was bound to is not what was sealed.
    case notAuthentic
    /// The library failed at this call.
    case failed(String)

    /// A fixed word for metrics and clients.
    package var code: String {
        switch self {
        case .wrongLength: "cryptography-length"
        case .notAuthentic: "cryptography-not-authentic"
        case .failed: "cryptography-failed"
        }
    }

    /// What happened, without any secret.
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

    /// All of it, as every surface shows an error.
    package var description: String { "\(code): \(message) (\(hint))" }
}
