/// Decodes the percent escapes of one path segment; `%2F` becomes a slash inside the segment.
///
/// - Returns: Nil if an escape is broken or the bytes are not UTF-8.
package func percentDecoded(_ segment: Substring) -> String? {
    var decoded: [UInt8] = []
    var rest = segment.utf8[...]
    while let byte = rest.popFirst() {
        guard byte == UInt8(ascii: "%") else {
            decoded.append(byte)
            continue
        }
        guard let high = rest.popFirst().flatMap(hexDigit),
            let low = rest.popFirst().flatMap(hexDigit)
        else { return nil }
        decoded.append(high << 4 | low)
    }
    return String(validating: decoded, as: UTF8.self)
}

private func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
}
