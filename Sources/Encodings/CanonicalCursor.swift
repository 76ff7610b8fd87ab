/// Walks over a canonical encoding (RFC 8949 section 4.2.1) without building a tree.
///
/// Every function returns nil if the bytes do not have the requested form. The caller then falls
/// back to `CanonicalDecoding`, which accepts every form and reports what is wrong.
package struct CanonicalCursor {
    @usableFromInline let bytes: UnsafeRawBufferPointer
    @usableFromInline var offset = 0

    /// Starts at the first byte; `bytes` must outlive the cursor.
    @inlinable package init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// Whether all bytes have been consumed.
    @inlinable package var isAtEnd: Bool { offset == bytes.count }

    /// Consumes the head of a map and returns its number of members.
    @inlinable package mutating func mapCount() -> Int? { count(major: 5) }

    /// Consumes the head of a list and returns its number of elements.
    @inlinable package mutating func listCount() -> Int? { count(major: 4) }

    /// Consumes an integer; returns nil if it does not fit 64 bits.
    @inlinable package mutating func integer() -> Int64? {
        switch bytes.indices.contains(offset) ? bytes[offset] >> 5 : nil {
        case 0: return argument().flatMap(Int64.init(exactly:))
        case 1: return argument().flatMap(Int64.init(exactly:)).map { -1 - $0 }
        default: return nil
        }
    }

    /// Consumes a text; returns nil if it is not UTF-8.
    @inlinable package mutating func text() -> String? {
        guard let slice = slice(major: 3) else { return nil }
        // Nearly every text is ASCII, which needs no validation.
        let isASCII = slice.reduce(UInt8(0), |) < 0x80
        return isASCII
            ? String(decoding: slice, as: UTF8.self) : String(validating: slice, as: UTF8.self)
    }

    /// Consumes a byte string and copies it.
    @inlinable package mutating func byteString() -> [UInt8]? {
        byteSlice().map(Array.init)
    }

    /// Consumes a byte string without copying it; the slice is valid as long as the bytes are.
    @inlinable package mutating func byteSlice() -> UnsafeRawBufferPointer? { slice(major: 2) }

    /// Consumes a text if it equals `name`; otherwise consumes nothing.
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

    /// Consumes the simple value true if it is next; otherwise consumes nothing.
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

    /// Consumes the argument of the head at the offset, which must be in its shortest form.
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
