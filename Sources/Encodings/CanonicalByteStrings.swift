/// The byte strings of a canonical list that holds nothing else, where they stand.
///
/// - Returns: Nil for any other bytes; what is given is good as long as the bytes are.
package func canonicalByteStrings(
    in bytes: UnsafeRawBufferPointer
) -> [UnsafeRawBufferPointer]? {
    var cursor = CanonicalCursor(bytes)
    guard let count = cursor.listCount() else { return nil }
    var strings: [UnsafeRawBufferPointer] = []
    for _ in 0..<count {
        guard let string = cursor.byteSlice() else { return nil }
        strings.append(string)
    }
    return cursor.isAtEnd ? strings : nil
}

/// The canonical form of a list of byte strings and nothing else.
package func canonicalList(of strings: [[UInt8]]) -> [UInt8] {
    var writer = CanonicalWriter(capacity: strings.reduce(9) { $0 + $1.count + 9 })
    writer.beginList(count: strings.count)
    for string in strings { writer.write(string) }
    return writer.bytes
}
