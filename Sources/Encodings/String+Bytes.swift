extension StringProtocol {
    /// Whether two texts are equal byte by byte.
    ///
    /// `==` compares normal forms, which takes quadratic time for hostile input, so text from
    /// outside is compared with this.
    package func hasSameBytes(as other: some StringProtocol) -> Bool {
        utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
    }
}

extension String {
    /// Whether two strings are equal byte by byte.
    ///
    /// The generic function would cost a dynamic call per byte, and map lookups use this one.
    package func hasSameBytes(as other: String) -> Bool {
        guard utf8.count == other.utf8.count else { return false }
        var (text, other) = (self, other)
        return text.withUTF8 { text in other.withUTF8 { text.elementsEqual($0) } }
    }
}
