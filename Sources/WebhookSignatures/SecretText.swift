/// Reading secrets from files and input.
package enum SecretText {
    private static let mark: Unicode.Scalar = "\u{FEFF}"
    private static let replacement: Unicode.Scalar = "\u{FFFD}"

    /// The text of a file, without a byte order mark.
    ///
    /// - Parameter bytes: The whole file.
    /// - Returns: The text, including line breaks at its end.
    /// - Throws: `SecretError.notText` if it is not UTF-8, since the intended key is then
    ///   ambiguous.
    package static func read(_ bytes: [UInt8]) throws(SecretError) -> String {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) || bytes.contains(0)
        {
            throw .notText
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .notText }
        return withoutMark(text)
    }

    /// The text without the byte order mark that some editors add.
    package static func withoutMark(_ text: String) -> String {
        guard text.unicodeScalars.first == mark else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.dropFirst()))
    }

    /// Whether the text contains NUL or replacement characters, which stand for bytes that were not
    /// UTF-8.
    static func isDamaged(_ text: String) -> Bool {
        text.unicodeScalars.contains { $0 == replacement || $0.value == 0 }
    }
}
