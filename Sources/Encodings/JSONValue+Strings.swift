extension JSONScanner {
    private static let quote = UInt8(ascii: "\"")
    private static let backslash = UInt8(ascii: "\\")

    /// Reads a string, from its opening quote past its closing quote.
    mutating func readString() throws(JSONError) -> String {
        offset += 1
        let start = offset
        try skipPlain()
        if current == Self.quote {
            offset += 1
            return try text(slice(start..<(offset - 1)), at: start)
        }
        var content = Array(slice(start..<offset))
        while !take("\"") {
            if take("\\") {
                content.append(contentsOf: try readEscape().utf8)
            } else {
                let plain = offset
                try skipPlain()
                content.append(contentsOf: slice(plain..<offset))
            }
        }
        return try content.withUnsafeBufferPointer { content throws(JSONError) in
            try text(content, at: start)
        }
    }

    /// Skips to the next quote or backslash.
    private mutating func skipPlain() throws(JSONError) {
        while offset + 8 <= bytes.count, isPlain(eightAt: offset) { offset += 8 }
        while current >= 0x20 {
            if current == Self.quote || current == Self.backslash { return }
            offset += 1
        }
        throw .malformed(offset: offset)
    }

    /// Whether none of the next eight bytes is a quote, a backslash or a control character, tested
    /// all at once.
    ///
    /// A top bit of `(word - n * ones) & ~word & tops` may be set although its byte is not below
    /// `n`, but it is always set if it is. So the test may miss plain bytes but never takes other
    /// bytes for plain.
    private func isPlain(eightAt offset: Int) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops = ones &* 0x80
        let word = UnsafeRawBufferPointer(bytes)
            .loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        let quotes = word ^ (ones &* UInt64(Self.quote))
        let backslashes = word ^ (ones &* UInt64(Self.backslash))
        let controls = (word &- ones &* 0x20) & ~word
        let found = ((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes)
        return (found | controls) & tops == 0
    }

    private func text(
        _ content: UnsafeBufferPointer<UInt8>,
        at start: Int
    ) throws(JSONError) -> String {
        if isUTF8 { return String(decoding: content, as: UTF8.self) }
        guard let text = String(validating: content, as: UTF8.self) else {
            throw .malformed(offset: start)
        }
        return text
    }

    private mutating func readEscape() throws(JSONError) -> String {
        let letter = current
        offset += 1
        switch letter {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return String(try readScalar())
        default: throw .malformed(offset: offset - 1)
        }
    }

    /// Reads the digits after `\u`, including the second half of a surrogate pair.
    private mutating func readScalar() throws(JSONError) -> Character {
        let start = offset
        var value = try readCodeUnit()
        if (0xD800..<0xDC00).contains(value) {
            guard take("\\"), take("u") else { throw .malformed(offset: start) }
            let low = try readCodeUnit()
            guard (0xDC00..<0xE000).contains(low) else { throw .malformed(offset: start) }
            value = 0x10000 + ((value - 0xD800) << 10) + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(value) else { throw .malformed(offset: start) }
        return Character(scalar)
    }

    private mutating func readCodeUnit() throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            let digit: UInt8
            switch current {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = current - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = current - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = current - UInt8(ascii: "A") + 10
            default: throw .malformed(offset: offset)
            }
            value = value << 4 | UInt32(digit)
            offset += 1
        }
        return value
    }
}
