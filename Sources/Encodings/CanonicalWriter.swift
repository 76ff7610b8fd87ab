/// Writes deterministic CBOR (RFC 8949 section 4.2.1) piece by piece; the caller must write map
/// keys in order.
package struct CanonicalWriter {
    /// The bytes written so far.
    package private(set) var bytes: [UInt8] = []

    /// Reserves a number of bytes, to avoid growing later.
    @inlinable package init(capacity: Int) {
        bytes.reserveCapacity(capacity)
    }

    /// Writes the simple value null.
    @inlinable package mutating func writeNull() { bytes.append(0xF6) }

    /// Writes a simple value true or false.
    @inlinable package mutating func write(_ bool: Bool) { bytes.append(bool ? 0xF5 : 0xF4) }

    /// Writes an integer.
    @inlinable package mutating func write(_ integer: Int64) {
        if integer >= 0 {
            writeHead(major: 0, UInt64(integer))
        } else {
            writeHead(major: 1, UInt64(-1 - integer))
        }
    }

    /// Writes a byte string.
    @inlinable package mutating func write(_ content: [UInt8]) {
        writeHead(major: 2, UInt64(content.count))
        bytes.append(contentsOf: content)
    }

    /// Writes a text.
    @inlinable package mutating func write(_ text: String) {
        writeHead(major: 3, UInt64(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    /// Begins a list; `count` values must follow.
    @inlinable package mutating func beginList(count: Int) { writeHead(major: 4, UInt64(count)) }

    /// Begins a map; `count` pairs of name and value must follow.
    @inlinable package mutating func beginMap(count: Int) { writeHead(major: 5, UInt64(count)) }

    @inlinable mutating func writeHead(major: UInt8, _ argument: UInt64) {
        let type = major << 5
        switch argument {
        case 0..<24: bytes.append(type | UInt8(argument))
        case 24...0xFF: write(type | 24, UInt8(argument))
        case 0x100...0xFFFF: write(type | 25, UInt16(argument))
        case 0x1_0000...0xFFFF_FFFF: write(type | 26, UInt32(argument))
        default: write(type | 27, argument)
        }
    }

    @inlinable mutating func write(_ head: UInt8, _ argument: some FixedWidthInteger) {
        bytes.append(head)
        withUnsafeBytes(of: argument.bigEndian) { bytes.append(contentsOf: $0) }
    }
}
