extension StringProtocol {
    /// Whether two texts are the same, byte by byte.
    ///
    /// `==` compares normal forms, which takes the square of the length for text that somebody made
    /// so: text from outside is compared with this.
    package func hasSameBytes(as other: some StringProtocol) -> Bool {
        utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
    }
}

extension String {
    /// Whether it is the other byte by byte; to Swift all texts are equal that have one normal form in Unicode.
    package func isSpelled(_ other: String) -> Bool {
        guard utf8.count == other.utf8.count else { return false }
        var (text, other) = (self, other)
        return text.withUTF8 { text in other.withUTF8 { text.elementsEqual($0) } }
    }
}
