internal import Encodings

/// A secret in the clear.
///
/// It is not `Codable`, prints and mirrors as `<secret>`, and reveals its text only through
/// `reveal()`, so that a search for that name finds every use.
package struct SecretValue: Sendable, Equatable {
    /// The maximum length of a value in UTF-8 bytes: 64 KiB.
    package static let byteLimit = 65_536

    private let text: String

    /// Takes a text of any length; callers enforce `byteLimit`.
    package init(_ text: String) {
        self.text = text
    }

    /// Values are equal if their bytes are; Unicode equivalence does not count.
    package static func == (a: SecretValue, b: SecretValue) -> Bool {
        a.text.hasSameBytes(as: b.text)
    }

    /// Whether the value is empty or only white space, which Checkly does not accept.
    package var isBlank: Bool {
        text.allSatisfy(\.isWhitespace)
    }

    /// The length in UTF-8 bytes.
    package var byteCount: Int {
        text.utf8.count
    }

    /// Returns the text of the secret.
    ///
    /// Callers are responsible for where it goes.
    package func reveal() -> String {
        text
    }
}

extension SecretValue: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Hides the text.
    package var description: String { "<secret>" }
    /// Hides the text.
    package var debugDescription: String { "<secret>" }
    /// Has no children, so that `dump` shows nothing.
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
