internal import Cryptography
package import SyncModel

/// Why a secret cannot be used with a scheme.
package enum SecretError: ExplainedError, Equatable {
    case blank
    /// A blank or a line break at an end, as copying leaves it there.
    case surrounded
    case notDecodable(SignatureScheme.SecretEncoding)
    case publicKey

    package var code: String { "webhook-secret" }

    package var message: String {
        switch self {
        case .blank: "The secret is empty or blank."
        case .surrounded: "The secret begins or ends with a blank or a line break."
        case .notDecodable(let encoding): "The secret is not valid \(encoding.rawValue)."
        case .publicKey: "The secret is a public or an Ed25519 key."
        }
    }

    package var hint: String {
        "Give the signing secret as the sender shows it, without quotes or line breaks."
    }
}

extension SignatureScheme {
    private static let secretPrefix = "whsec_"

    /// The HMAC key that a secret stands for under this scheme.
    ///
    /// - Throws: `SecretError` for one that must not be configured.
    package func key(of secret: SecretValue) throws(SecretError) -> [UInt8] {
        let text = secret.reveal()
        let name = text.hasPrefix(Self.secretPrefix) ? Self.secretPrefix : ""
        if secret.isBlank || text.dropFirst(name.count).allSatisfy(\.isWhitespace) { throw .blank }
        if text.first?.isWhitespace == true || text.last?.isWhitespace == true {
            throw .surrounded
        }
        let key: [UInt8]?
        switch secretEncoding {
        case .utf8: key = Array(text.utf8)
        case .hex: key = Hex.decode(text)
        case .base64: key = Base64.decodeLenient(text)
        case .whsec:
            if text.hasPrefix("whpk_") || text.hasPrefix("whsk_") { throw .publicKey }
            key = Base64.decodeLenient(String(text.dropFirst(name.count)))
        }
        guard let key else { throw .notDecodable(secretEncoding) }
        if key.isEmpty { throw .blank }
        return key
    }
}
