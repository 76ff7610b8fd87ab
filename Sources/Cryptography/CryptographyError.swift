/// Why OpenSSL did not do what was asked.
package enum CryptographyError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A key, nonce or seed of the wrong length.
    case wrongLength(of: String)
    /// The ciphertext, its key, its nonce or what it was bound to is not what was sealed.
    case notAuthentic
    /// The library failed at this call.
    case failed(String)

    package var description: String {
        switch self {
        case .wrongLength(let name): "the \(name) has the wrong length"
        case .notAuthentic: "the ciphertext is not authentic"
        case .failed(let call): "\(call) failed"
        }
    }
}
