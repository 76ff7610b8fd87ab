extension StringProtocol {
    /// Whether two texts are the same, byte by byte.
    ///
    /// `==` compares normal forms, which takes the square of the length for text that somebody made
    /// so: text from outside is compared with this.
    package func hasSameBytes(as other: some StringProtocol) -> Bool {
        utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
    }
}
