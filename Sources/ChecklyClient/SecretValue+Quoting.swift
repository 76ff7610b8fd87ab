internal import Encodings
internal import SyncModel

extension SecretValue {
    /// How many consecutive bytes of a secret reveal it; a shorter secret counts as a whole.
    private static let tellingLength = 8
    /// The fewest bytes of a secret that are looked for in another notation, too; fewer would be
    /// found by chance.
    private static let notedLength = 5

    /// Whether a text contains the secret or a revealing part of it, as a truncated or trimmed echo
    /// would, as it is or in another notation: percent-encoded, escaped as in JSON, in Base64, in
    /// hex digits, or in another case.
    ///
    /// Compares bytes, because a character beside the secret may combine with its first or last
    /// one.
    func isQuoted(in text: String) -> Bool {
        let secret = Array(reveal().trimmed.utf8)
        guard !secret.isEmpty else { return false }
        let notations = Self.notations(of: text)
        let length = Self.tellingLength
        if notations.contains(where: { Self.shares(secret, with: $0, length) }) { return true }
        guard secret.count >= Self.notedLength else { return false }
        let shown = text.utf8.map(Self.digit)
        return Self.base64(of: secret).contains { Self.shares($0, with: shown, length * 4 / 3) }
            || Self.shares(Array(Hex.encode(secret).utf8), with: shown, length * 2)
    }

    /// What a text says if it is taken literally, percent-encoded or escaped.
    private static func notations(of text: String) -> [[UInt8]] {
        let bytes = Array(text.utf8)
        return [bytes, percentDecoding(bytes), unescaping(bytes)]
    }

    /// A secret in Base64, beginning at each of the three places of a group (RFC 4648 section 4),
    /// as `digit` writes it.
    ///
    /// Only the characters that depend on nothing but the secret count.
    private static func base64(of secret: [UInt8]) -> [[UInt8]] {
        (0..<3)
            .map { offset in
                let padded = Array(repeating: 0, count: offset) + secret
                let whole = Base64.encode(padded).utf8.filter { $0 != UInt8(ascii: "=") }
                return whole.dropFirst(offset == 0 ? 0 : offset + 1)
                    .dropLast(padded.count % 3 == 0 ? 0 : 1).map(digit)
            }
    }

    /// A character of Base64 as its usual alphabet writes it; the one for addresses (RFC 4648
    /// section 5) has others for two.
    private static func digit(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "-"): UInt8(ascii: "+")
        case UInt8(ascii: "_"): UInt8(ascii: "/")
        default: byte
        }
    }

    /// Decodes what can be decoded; a broken escape stays as it is.
    private static func percentDecoding(_ bytes: [UInt8]) -> [UInt8] {
        var decoded: [UInt8] = []
        var rest = bytes[...]
        while let byte = rest.first {
            let escape = rest.prefix(3)
            if let value = byte == UInt8(ascii: "%") ? percentDecoded(escape) : nil {
                decoded += value
                rest = rest.dropFirst(3)
            } else {
                decoded.append(byte)
                rest = rest.dropFirst()
            }
        }
        return decoded
    }

    /// The text without the escapes of JSON strings (RFC 8259 section 7), as far as they are
    /// whole.
    private static func unescaping(_ bytes: [UInt8]) -> [UInt8] {
        var text = String(decoding: bytes, as: UTF8.self)
        for (escape, character) in [("\\\"", "\""), ("\\/", "/"), ("\\\\", "\\")] {
            text = text.replacing(escape, with: character)
        }
        let units = text.replacing(/\\u([0-9a-fA-F]{4})/) { match in
            UInt32(match.output.1, radix: 16).flatMap(Unicode.Scalar.init).map { String($0) } ?? ""
        }
        return Array(units.utf8)
    }

    /// Whether two texts have a part of the first in common that has a length or is all of it, in
    /// any case.
    private static func shares(_ secret: [UInt8], with text: [UInt8], _ length: Int) -> Bool {
        let length = min(secret.count, length)
        let shown = Set(pieces(of: text.map(lowercased), length))
        return pieces(of: secret.map(lowercased), length).contains(where: shown.contains)
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte + 0x20 : byte
    }

    private static func pieces(
        of bytes: [UInt8],
        _ length: Int
    ) -> some Sequence<ArraySlice<UInt8>> {
        let count = max(bytes.count - length + 1, 0)
        return (0..<count).lazy.map { bytes[$0..<($0 + length)] }
    }
}
