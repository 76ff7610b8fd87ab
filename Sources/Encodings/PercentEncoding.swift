/// Encodes a text as one path segment or query value (RFC 3986 section 2): every byte that is not
/// unreserved is percent-encoded.
///
/// A text that consists only of dots is encoded too; otherwise it would be a relative path step
/// (section 5.2.4).
package func percentEncoded(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    let isOnlyDots = text.utf8.allSatisfy { $0 == UInt8(ascii: ".") }
    var encoded: [UInt8] = []
    encoded.reserveCapacity(text.utf8.count)
    for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            encoded.append(byte)
        case UInt8(ascii: ".") where !isOnlyDots: encoded.append(byte)
        default:
            encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 0x0F)]]
        }
    }
    return String(decoding: encoded, as: UTF8.self)
}

/// Decodes the percent escapes of a text; `%2F` becomes a slash like any other character.
///
/// - Returns: Nil if an escape is broken or the bytes are not UTF-8.
package func percentDecoded(_ text: some StringProtocol) -> String? {
    percentDecoded(text.utf8).flatMap { String(validating: $0, as: UTF8.self) }
}

/// Decodes percent escapes; returns nil if one is broken.
package func percentDecoded(_ bytes: some Collection<UInt8>) -> [UInt8]? {
    var decoded: [UInt8] = []
    var rest = bytes[...]
    while let byte = rest.popFirst() {
        guard byte == UInt8(ascii: "%") else {
            decoded.append(byte)
            continue
        }
        guard let high = rest.popFirst().flatMap(Hex.value),
            let low = rest.popFirst().flatMap(Hex.value)
        else { return nil }
        decoded.append(high << 4 | low)
    }
    return decoded
}
