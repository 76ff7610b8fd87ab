/// Returns the byte strings of a canonical list of byte strings, without copying them.
///
/// - Returns: Slices that are valid only as long as `bytes`, or nil if `bytes` is anything else.
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

/// Encodes a list of byte strings in canonical form.
package func canonicalList(of strings: [[UInt8]]) -> [UInt8] {
    var writer = CanonicalWriter(capacity: strings.reduce(9) { $0 + $1.count + 9 })
    writer.beginList(count: strings.count)
    for string in strings { writer.write(string) }
    return writer.bytes
}
