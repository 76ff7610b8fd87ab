/// Joins parts into one text; each part is preceded by its length in bytes, so different lists give
/// different texts.
package func lengthPrefixedText(of parts: [String]) -> String {
    String(decoding: lengthPrefixedBytes(of: parts), as: UTF8.self)
}

/// Joins parts in the same way into UTF-8 bytes.
package func lengthPrefixedBytes(of parts: [String]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(parts.reduce(0) { $0 + $1.utf8.count + 5 })
    for part in parts {
        append(part.utf8.count, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        bytes += part.utf8
    }
    return bytes
}

/// Appends a number in decimal digits.
private func append(_ number: Int, to bytes: inout [UInt8]) {
    if number >= 10 { append(number / 10, to: &bytes) }
    bytes.append(UInt8(ascii: "0") + UInt8(number % 10))
}
