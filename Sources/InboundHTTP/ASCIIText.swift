/// Whether a byte is ASCII.
package func isASCII(_ byte: UInt8) -> Bool { byte < 0x80 }

func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
}

func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
}

/// Lower-cases an ASCII letter and returns other bytes unchanged.
package func lowercasedASCII(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
}

/// Whether text from outside equals a lower-case ASCII word, ignoring case.
///
/// Compares bytes, so the time depends only on the word's length.
package func isSameWord(_ word: StaticString, _ text: some StringProtocol) -> Bool {
    word.withUTF8Buffer { word in
        var bytes = text.utf8.makeIterator()
        for expected in word {
            guard let byte = bytes.next(), lowercasedASCII(byte) == expected else { return false }
        }
        return bytes.next() == nil
    }
}

/// Like the function above, for a word that is not a literal.
package func isSameWord(_ word: String, _ text: some StringProtocol) -> Bool {
    word.utf8.count == text.utf8.count
        && word.utf8.elementsEqual(text.utf8.lazy.map(lowercasedASCII))
}
