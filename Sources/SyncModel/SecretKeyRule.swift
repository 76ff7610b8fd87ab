internal import Encodings

/// The one rule for keys of secrets, whatever brings them: a delivery, or a read of a folder.
package enum SecretKeyRule {
    /// How long a key may be, in UTF-8 bytes.
    package static let byteLimit = 255

    package static let hint =
        "Use 1 to \(byteLimit) bytes without control characters, colon or slash."

    /// What is wrong with a key.
    package enum Violation: Sendable, Equatable {
        case empty
        case tooLong
        /// A control character (general category Cc), a colon or a slash.
        case forbiddenCharacter
    }

    /// What is wrong with a key; nil where it may be used.
    package static func violation(of key: String) -> Violation? {
        if key.isEmpty { return .empty }
        if key.utf8.count > byteLimit { return .tooLong }
        return key.unicodeScalars.contains(where: isForbidden) ? .forbiddenCharacter : nil
    }

    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        scalar == ":" || scalar == "/" || scalar.isControl
    }
}
