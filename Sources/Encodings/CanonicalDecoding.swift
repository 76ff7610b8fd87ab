/// Decodes canonical CBOR; rejects every encoding that `CanonicalEncoding` would not produce.
package struct CanonicalDecoding {
    /// The maximum nesting depth of lists and maps.
    private static let depthLimit = 64

    private let bytes: [UInt8]
    private var offset = 0

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Decodes one value that fills the bytes exactly.
    ///
    /// - Throws: `CanonicalError.malformedBytes` with the offset of the first unexpected byte.
    package static func decode(_ bytes: [UInt8]) throws(CanonicalError) -> CanonicalValue {
        var reader = CanonicalDecoding(bytes)
        let value = try reader.readValue(depth: 0)
        guard reader.offset == bytes.count else { throw reader.malformed }
        return value
    }

    private var malformed: CanonicalError { .malformedBytes(offset: offset) }

    private mutating func readValue(depth: Int) throws(CanonicalError) -> CanonicalValue {
        guard depth < Self.depthLimit, offset < bytes.count else { throw malformed }
        let head = bytes[offset]
        switch head {
        case 0xF4, 0xF5:
            offset += 1
            return .bool(head == 0xF5)
        case 0xF6:
            offset += 1
            return .null
        default: break
        }
        let argument = try readArgument()
        switch head >> 5 {
        case 0: return .integer(try integer(argument))
        case 1: return .integer(-1 - (try integer(argument)))
        case 2: return .bytes(Array(try readSlice(argument)))
        case 3: return .text(try readText(argument))
        case 4: return try readList(argument, depth: depth)
        case 5: return try readMap(argument, depth: depth)
        default: throw malformed
        }
    }

    private func integer(_ argument: UInt64) throws(CanonicalError) -> Int64 {
        guard let integer = Int64(exactly: argument) else { throw malformed }
        return integer
    }

    private mutating func readArgument() throws(CanonicalError) -> UInt64 {
        let information = bytes[offset] & 0x1F
        offset += 1
        if information < 24 { return UInt64(information) }
        guard information <= 27 else { throw malformed }
        let byteCount = 1 << Int(information - 24)
        let argument = try readSlice(UInt64(byteCount)).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let isShortest = byteCount == 1 ? argument >= 24 : argument >> UInt64(byteCount * 4) != 0
        guard isShortest else { throw malformed }
        return argument
    }

    private mutating func readSlice(_ count: UInt64) throws(CanonicalError) -> ArraySlice<UInt8> {
        guard count <= UInt64(bytes.count - offset) else { throw malformed }
        let start = offset
        offset += Int(count)
        return bytes[start..<offset]
    }

    private mutating func readText(_ count: UInt64) throws(CanonicalError) -> String {
        guard let text = String(validating: try readSlice(count), as: UTF8.self) else {
            throw malformed
        }
        return text
    }

    private mutating func readList(
        _ count: UInt64,
        depth: Int
    ) throws(CanonicalError) -> CanonicalValue {
        guard count <= UInt64(bytes.count - offset) else { throw malformed }
        var list: [CanonicalValue] = []
        list.reserveCapacity(Int(count))
        for _ in 0..<count { list.append(try readValue(depth: depth + 1)) }
        return .list(list)
    }

    private mutating func readMap(
        _ count: UInt64,
        depth: Int
    ) throws(CanonicalError) -> CanonicalValue {
        guard count <= UInt64(bytes.count - offset) else { throw malformed }
        var map = CanonicalMap(capacity: Int(count))
        for _ in 0..<count {
            guard offset < bytes.count, bytes[offset] >> 5 == 3 else { throw malformed }
            let name = try readText(try readArgument())
            guard map.append(name, try readValue(depth: depth + 1)) else { throw malformed }
        }
        return .map(map)
    }
}
