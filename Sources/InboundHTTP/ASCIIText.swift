/// Whether a byte is one of ASCII.
package func isASCII(_ byte: UInt8) -> Bool { byte < 0x80 }

func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
}

func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
}

/// A byte with its letter in lower case; all others as they are.
package func lowercasedASCII(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
}

/// Whether text from outside is a word of ASCII in lower case, whatever the case it came in.
///
/// Bytes are compared, so that it takes no longer than the word is.
package func isSameWord(_ word: StaticString, _ text: some StringProtocol) -> Bool {
    word.withUTF8Buffer { word in
        var bytes = text.utf8.makeIterator()
        for expected in word {
            guard let byte = bytes.next(), lowercasedASCII(byte) == expected else { return false }
        }
        return bytes.next() == nil
    }
}

/// The same for a word that is no literal.
package func isSameWord(_ word: String, _ text: some StringProtocol) -> Bool {
    word.utf8.count == text.utf8.count
        && word.utf8.elementsEqual(text.utf8.lazy.map(lowercasedASCII))
}
