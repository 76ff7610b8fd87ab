internal import Encodings
internal import Cryptography
package import SyncModel

/// Why a secret cannot be used with a scheme.
package enum SecretError: ExplainedError, Equatable {
    /// The secret is empty or only white space.
    case blank
    /// The secret starts or ends with white space, usually from copying.
    case surrounded
    /// The secret is not valid in the scheme's encoding.
    case notDecodable(SignatureScheme.SecretEncoding)
    /// The secret is a public key or an Ed25519 key.
    case publicKey
    /// The secret contains bytes that are not UTF-8, or their replacement characters.
    case notText
    /// The key is short enough to be guessed.
    case weak(byteCount: Int)
    /// The secret is far longer than any sender makes; every delivery is checked with all secrets.
    case tooLong

    /// One word for all cases.
    package var code: String { "webhook-secret" }

    /// What is wrong; reveals at most the length of the key.
    package var message: String {
        switch self {
        case .blank: "The secret is empty or blank."
        case .surrounded: "The secret begins or ends with a blank or a line break."
        case .notDecodable(let encoding): "The secret is not valid \(encoding.rawValue)."
        case .publicKey: "The secret is a public or an Ed25519 key."
        case .notText: "The secret is not a text in UTF-8: raw bytes, UTF-16 or Latin-1."
        case .weak(let count):
            "The secret yields a key of \(count) \(count == 1 ? "byte" : "bytes"), "
                + "which can be guessed."
        case .tooLong: "The secret has more than \(SignatureScheme.secretByteLimit) bytes."
        }
    }

    /// What to give instead.
    package var hint: String {
        switch self {
        case .blank, .surrounded, .notDecodable, .publicKey, .tooLong:
            "Give the signing secret as the sender shows it, without quotes or line breaks."
        case .notText:
            "Store it as UTF-8. A key of raw bytes goes in as hex or base64, under a custom scheme "
                + "whose secretEncoding says so."
        case .weak:
            "Have the sender make one of at least \(SignatureScheme.strongKeyByteCount) bytes, or "
                + "accept this one anyway: --weak-secret, over the API \"weakSecret\": true."
        }
    }
}

extension SignatureScheme {
    private static let secretPrefix = "whsec_"
    /// A prefix that some senders show before a secret: the signature version it is for.
    private static let versionPrefix = "v1,"
    /// The maximum length of a secret in bytes.
    package static let secretByteLimit = 4096
    /// The minimum length of a key in bytes, unless weak keys are allowed.
    package static let strongKeyByteCount = 16

    /// Rejects a secret that should not be configured: no key, copied badly, or easy to guess.
    ///
    /// - Parameters:
    ///   - secret: The secret's text.
    ///   - allowsWeak: Whether the key may be shorter than `strongKeyByteCount`.
    /// - Throws: `SecretError`.
    package func checkConfigured(
        _ secret: SecretValue,
        allowsWeak: Bool = false
    ) throws(SecretError) {
        let text = secret.reveal()
        if text.utf8.count > Self.secretByteLimit { throw .tooLong }
        if SecretText.isDamaged(text) { throw .notText }
        let isSurrounded = text.first?.isWhitespace == true || text.last?.isWhitespace == true
        let key: [UInt8]
        do throws(SecretError) {
            key = try self.key(of: secret)
        } catch {
            throw isSurrounded && error != .blank ? .surrounded : error
        }
        if isSurrounded { throw .surrounded }
        if key.count < Self.strongKeyByteCount, !allowsWeak { throw .weak(byteCount: key.count) }
    }

    /// The HMAC key that a secret represents under this scheme; white space at its ends counts.
    ///
    /// - Throws: `SecretError` if it represents none.
    package func key(of secret: SecretValue) throws(SecretError) -> [UInt8] {
        var text = secret.reveal()
        if secretEncoding == .whsec, text.hasPrefix(Self.versionPrefix + Self.secretPrefix) {
            text.removeFirst(Self.versionPrefix.count)
        }
        let name = text.hasPrefix(Self.secretPrefix) ? Self.secretPrefix : ""
        if secret.isBlank || text.dropFirst(name.count).allSatisfy(\.isWhitespace) { throw .blank }
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
