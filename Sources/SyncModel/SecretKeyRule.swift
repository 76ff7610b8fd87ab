internal import Encodings

/// The one rule for the keys of secrets from any origin, be it a delivery or a fetch.
package enum SecretKeyRule {
    /// The maximum length of a key in UTF-8 bytes.
    package static let byteLimit = 255

    /// How to fix a key that breaks the rule.
    package static let hint =
        "Use 1 to \(byteLimit) bytes without control characters, colon or slash."

    /// The ways in which a key can be invalid.
    package enum Violation: Sendable, Equatable {
        case empty
        case tooLong
        /// A control character (general category Cc), a colon or a slash.
        case forbiddenCharacter
    }

    /// The first violation in a key; nil if the key is valid.
    package static func violation(of key: String) -> Violation? {
        if key.isEmpty { return .empty }
        if key.utf8.count > byteLimit { return .tooLong }
        return key.unicodeScalars.contains(where: isForbidden) ? .forbiddenCharacter : nil
    }

    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        scalar == ":" || scalar == "/" || scalar.isControl
    }
}
