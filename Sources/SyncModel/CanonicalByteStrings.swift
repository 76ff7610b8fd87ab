/// The byte strings of a canonical list that holds nothing else, where they stand.
///
/// - Returns: Nil for any other bytes; what is given is good as long as the bytes are.
package func canonicalByteStrings(
    in bytes: UnsafeRawBufferPointer
) -> [UnsafeRawBufferPointer]? {
    var cursor = EnvelopeCursor(bytes)
    guard let count = cursor.listCount() else { return nil }
    var strings: [UnsafeRawBufferPointer] = []
    for _ in 0..<count {
        guard let string = cursor.byteSlice() else { return nil }
        strings.append(string)
    }
    return cursor.isAtEnd ? strings : nil
}
