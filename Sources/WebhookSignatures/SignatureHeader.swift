internal import Encodings
internal import Cryptography
internal import SyncModel

/// A signature header, parsed by its scheme's format.
struct SignatureHeader {
    /// No sender needs more, and each costs a comparison with every secret.
    private static let signatureLimit = 16

    /// The signatures of the scheme's version; others are ignored.
    ///
    /// All have the full length of a digest.
    let signatures: [[UInt8]]
    let timestamp: String?

    ///  - Throws: `Refusal.malformedSignature` if no signature has the right form.
    init(
        _ header: String,
        format: SignatureFormat,
        scheme: SignatureScheme
    ) throws(Refusal) {
        var found: [[UInt8]] = []
        var timestamp: String?
        for element in format.split(header) {
            for form in format.elements {
                for (name, text) in form.match(element) ?? [] {
                    if name == "signature" {
                        if let bytes = scheme.decode(text) { found.append(bytes) }
                    } else if name == "timestamp" {
                        let text = String(decoding: text, as: UTF8.self)
                        guard (timestamp ?? text).hasSameBytes(as: text) else {
                            throw .malformedSignature
                        }
                        timestamp = text
                    }
                }
            }
        }
        guard (1...Self.signatureLimit).contains(found.count) else { throw .malformedSignature }
        signatures = found
        self.timestamp = timestamp
    }
}

extension SignatureScheme {
    /// The bytes of a signature; nil if its encoding or length is wrong.
    func decode(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        let bytes =
            switch encoding {
            case .hex: Hex.decode(String(decoding: text, as: UTF8.self))
            // Some senders omit the padding or use the URL-safe alphabet; the bytes are the same.
            case .base64: Base64.decodeLenient(text)
            }
        return bytes?.count == algorithm.byteCount ? bytes : nil
    }
}
