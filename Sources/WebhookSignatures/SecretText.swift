/// Texts of secrets, as files and people give them.
package enum SecretText {
    private static let mark: Unicode.Scalar = "\u{FEFF}"
    private static let replacement: Unicode.Scalar = "\u{FFFD}"

    /// The text that a file holds, without a byte order mark before it.
    ///
    /// - Parameter bytes: The whole file.
    /// - Returns: Its text; line breaks at its end stay.
    /// - Throws: `SecretError.notText` for what is no UTF-8: nobody could tell which key was meant.
    package static func read(_ bytes: [UInt8]) throws(SecretError) -> String {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) || bytes.contains(0)
        {
            throw .notText
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .notText }
        return withoutMark(text)
    }

    /// A text without the byte order mark that some editors put before it.
    package static func withoutMark(_ text: String) -> String {
        guard text.unicodeScalars.first == mark else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.dropFirst()))
    }

    /// Whether something stands in it that another reader put in the place of bytes that are no UTF-8.
    static func isDamaged(_ text: String) -> Bool {
        text.unicodeScalars.contains { $0 == replacement || $0.value == 0 }
    }
}
