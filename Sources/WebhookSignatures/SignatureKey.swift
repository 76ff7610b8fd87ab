internal import Encodings
internal import Cryptography
package import SyncModel

/// Why a secret cannot be used with a scheme.
package enum SecretError: ExplainedError, Equatable {
    case blank
    /// A blank or a line break at an end, as copying leaves it there.
    case surrounded
    case notDecodable(SignatureScheme.SecretEncoding)
    case publicKey
    /// Bytes that are no UTF-8, or what was put in their place.
    case notText
    /// A key that is short enough to be guessed.
    case weak(byteCount: Int)
    /// Far more than any sender makes; a delivery is checked with every secret of its source.
    case tooLong

    package var code: String { "webhook-secret" }

    package var message: String {
        switch self {
        case .blank: "The secret is empty or blank."
        case .surrounded: "The secret begins or ends with a blank or a line break."
        case .notDecodable(let encoding): "The secret is not valid \(encoding.rawValue)."
        case .publicKey: "The secret is a public or an Ed25519 key."
        case .notText: "The secret is not a text in UTF-8: raw bytes, UTF-16 or Latin-1."
        case .weak(let count):
            "The secret makes a key of \(count) \(count == 1 ? "byte" : "bytes"), which can be guessed."
        case .tooLong: "The secret has more than \(SignatureScheme.secretByteLimit) bytes."
        }
    }

    package var hint: String {
        switch self {
        case .blank, .surrounded, .notDecodable, .publicKey, .tooLong:
            "Give the signing secret as the sender shows it, without quotes or line breaks."
        case .notText:
            "Store it as UTF-8. A key of raw bytes goes in as hex or base64, under a custom scheme "
                + "whose secretEncoding says so."
        case .weak:
            "Have the sender make one of at least \(SignatureScheme.strongKeyByteCount) bytes, or "
                + "take this one all the same: --weak-secret, over the API \"weakSecret\": true."
        }
    }
}

extension SignatureScheme {
    private static let secretPrefix = "whsec_"
    /// What some senders show before a secret: the version of the signatures it is for.
    private static let versionPrefix = "v1,"
    /// Bytes of the longest secret that is taken.
    package static let secretByteLimit = 4096
    /// Bytes of the shortest key that is taken without being asked for.
    package static let strongKeyByteCount = 16

    /// Refuses a secret that must not be configured: one that is no key, was not copied as the sender shows it, or can
    /// be guessed.
    ///
    /// - Parameters:
    ///   - secret: The secret's text.
    ///   - allowsWeak: Whether a key may be shorter than `strongKeyByteCount`.
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

    /// The HMAC key that a secret stands for under this scheme, blanks at its ends included.
    ///
    /// - Throws: `SecretError` for one that stands for none.
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
