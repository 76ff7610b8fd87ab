extension JSONValue {
    /// The maximum nesting depth of arrays and objects.
    package static let depthLimit = 64

    /// Parses one value; only white space may surround it.
    ///
    /// - Throws: `JSONError` for anything that RFC 8259 does not allow, and for a byte order mark,
    ///   text that is not UTF-8, a lone surrogate, two members of one name, or nesting deeper than
    ///   `depthLimit`.
    package static func parse(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
        try bytes.withUnsafeBufferPointer { bytes throws(JSONError) in
            var scanner = JSONScanner(bytes)
            return try scanner.readDocument()
        }
    }
}

/// Scans JSON from front to back; must not outlive the buffer it scans.
struct JSONScanner {
    /// With more members than this, names are compared through a set.
    private static let linearSearchLimit = 8

    let bytes: UnsafeBufferPointer<UInt8>
    /// Whether all bytes are valid UTF-8, so that no string needs validation.
    let isUTF8: Bool
    var offset = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
        isUTF8 = (try? UTF8Span(validating: bytes.span)) != nil
    }

    /// The byte at the offset; at the end 0, which JSON never contains outside strings.
    var current: UInt8 { offset < bytes.count ? bytes[offset] : 0 }

    mutating func readDocument() throws(JSONError) -> JSONValue {
        skipSpace()
        let value = try readValue(depth: 0)
        skipSpace()
        guard offset == bytes.count else { throw .malformed(offset: offset) }
        return value
    }

    private mutating func readValue(depth: Int) throws(JSONError) -> JSONValue {
        switch current {
        case UInt8(ascii: "{"): return try readObject(depth: depth + 1)
        case UInt8(ascii: "["): return try readArray(depth: depth + 1)
        case UInt8(ascii: "\""): return .string(try readString())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try readNumber()
        case UInt8(ascii: "t"): return try readWord("true", as: .bool(true))
        case UInt8(ascii: "f"): return try readWord("false", as: .bool(false))
        case UInt8(ascii: "n"): return try readWord("null", as: .null)
        default: throw .malformed(offset: offset)
        }
    }

    private mutating func readObject(depth: Int) throws(JSONError) -> JSONValue {
        guard depth <= JSONValue.depthLimit else { throw .tooDeep }
        var members: [JSONValue.Member] = []
        var names: Set<NameKey> = []
        offset += 1
        skipSpace()
        if take("}") { return .object(members) }
        members.reserveCapacity(Self.linearSearchLimit)
        repeat {
            skipSpace()
            guard current == UInt8(ascii: "\"") else { throw .malformed(offset: offset) }
            let name = try readString()
            guard !Self.has(name, members, &names) else { throw .duplicateMember(name) }
            skipSpace()
            guard take(":") else { throw .malformed(offset: offset) }
            skipSpace()
            members.append(.init(name: name, value: try readValue(depth: depth)))
            skipSpace()
        } while take(",")
        guard take("}") else { throw .malformed(offset: offset) }
        return .object(members)
    }

    /// Whether an object already has a member of this name.
    ///
    /// `names` is filled once there are many members or one is not ASCII.
    private static func has(
        _ name: String,
        _ members: [JSONValue.Member],
        _ names: inout Set<NameKey>
    ) -> Bool {
        if names.isEmpty {
            if members.count < linearSearchLimit, name.isASCII {
                return members.contains { $0.name == name }
            }
            for member in members { names.insert(NameKey(member.name)) }
        }
        return !names.insert(NameKey(name)).inserted
    }

    private mutating func readArray(depth: Int) throws(JSONError) -> JSONValue {
        guard depth <= JSONValue.depthLimit else { throw .tooDeep }
        var elements: [JSONValue] = []
        offset += 1
        skipSpace()
        if take("]") { return .array(elements) }
        repeat {
            skipSpace()
            elements.append(try readValue(depth: depth))
            skipSpace()
        } while take(",")
        guard take("]") else { throw .malformed(offset: offset) }
        return .array(elements)
    }

    private mutating func readWord(
        _ word: StaticString,
        as value: JSONValue
    ) throws(JSONError) -> JSONValue {
        let start = offset
        for index in 0..<word.utf8CodeUnitCount {
            guard current == word.utf8Start[index] else { throw .malformed(offset: start) }
            offset += 1
        }
        return value
    }

    private mutating func readNumber() throws(JSONError) -> JSONValue {
        let start = offset
        _ = take("-")
        if !take("0") { try readDigits() }
        if take(".") { try readDigits() }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            try readDigits()
        }
        return .number(String(decoding: slice(start..<offset), as: UTF8.self))
    }

    func slice(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: bytes[range])
    }

    private mutating func readDigits() throws(JSONError) {
        let start = offset
        while case UInt8(ascii: "0")...UInt8(ascii: "9") = current { offset += 1 }
        guard offset > start else { throw .malformed(offset: offset) }
    }

    private mutating func skipSpace() {
        while true {
            switch current {
            case 0x20, 0x09, 0x0A, 0x0D: offset += 1
            default: return
            }
        }
    }

    /// Consumes a character if it is next.
    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard current == UInt8(ascii: character), offset < bytes.count else { return false }
        offset += 1
        return true
    }
}
