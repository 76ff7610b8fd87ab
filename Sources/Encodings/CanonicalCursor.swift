/// Walks over a canonical encoding (RFC 8949 section 4.2.1) without making a tree of it.
///
/// Every function gives nil where the bytes are not of the form asked for; the caller then reads them in the complete way,
/// which knows every form and names what is wrong.
package struct CanonicalCursor {
    @usableFromInline let bytes: UnsafeRawBufferPointer
    @usableFromInline var offset = 0

    @inlinable package init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    @inlinable package var isAtEnd: Bool { offset == bytes.count }

    /// The head of a map of so many members.
    @inlinable package mutating func mapCount() -> Int? { count(major: 5) }

    @inlinable package mutating func listCount() -> Int? { count(major: 4) }

    @inlinable package mutating func integer() -> Int64? {
        switch bytes.indices.contains(offset) ? bytes[offset] >> 5 : nil {
        case 0: return argument().flatMap(Int64.init(exactly:))
        case 1: return argument().flatMap(Int64.init(exactly:)).map { -1 - $0 }
        default: return nil
        }
    }

    @inlinable package mutating func text() -> String? {
        guard let slice = slice(major: 3) else { return nil }
        // Nearly every text is ASCII, which needs no validating.
        let isASCII = slice.reduce(UInt8(0), |) < 0x80
        return isASCII
            ? String(decoding: slice, as: UTF8.self) : String(validating: slice, as: UTF8.self)
    }

    @inlinable package mutating func byteString() -> [UInt8]? {
        byteSlice().map(Array.init)
    }

    /// A byte string where it stands.
    @inlinable package mutating func byteSlice() -> UnsafeRawBufferPointer? { slice(major: 2) }

    /// Passes a text that is exactly this; else nothing moves.
    @inlinable package mutating func skip(_ name: StaticString) -> Bool {
        let start = offset
        if let slice = slice(major: 3), isEqual(slice, name) { return true }
        offset = start
        return false
    }

    @inlinable func isEqual(_ slice: UnsafeRawBufferPointer, _ name: StaticString) -> Bool {
        guard slice.count == name.utf8CodeUnitCount else { return false }
        for index in slice.indices where slice[index] != name.utf8Start[index] { return false }
        return true
    }

    /// Passes the simple value true; else nothing moves.
    @inlinable package mutating func skipTrue() -> Bool {
        guard offset < bytes.count, bytes[offset] == 0xF5 else { return false }
        offset += 1
        return true
    }

    @inlinable mutating func count(major: UInt8) -> Int? {
        guard offset < bytes.count, bytes[offset] >> 5 == major else { return nil }
        return argument().flatMap(Int.init(exactly:))
    }

    @inlinable mutating func slice(major: UInt8) -> UnsafeRawBufferPointer? {
        guard let count = count(major: major), count <= bytes.count - offset else { return nil }
        defer { offset += count }
        return UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count])
    }

    /// The argument of the head at the offset, which must be in its shortest form.
    @inlinable mutating func argument() -> UInt64? {
        let information = bytes[offset] & 0x1F
        offset += 1
        if information < 24 { return UInt64(information) }
        guard information <= 27 else { return nil }
        let byteCount = 1 << Int(information - 24)
        guard byteCount <= bytes.count - offset else { return nil }
        var argument: UInt64 = 0
        for _ in 0..<byteCount {
            argument = argument << 8 | UInt64(bytes[offset])
            offset += 1
        }
        let isShortest = byteCount == 1 ? argument >= 24 : argument >> UInt64(byteCount * 4) != 0
        return isShortest ? argument : nil
    }
}
