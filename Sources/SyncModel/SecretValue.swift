internal import Encodings

/// A secret in the clear.
///
/// It has no `Codable`, prints and mirrors as `<secret>`, and gives its content away only through `reveal()`, so every
/// place that opens one can be found by that name.
package struct SecretValue: Sendable, Equatable {
    /// How long a value may be, in UTF-8 bytes: 64 KiB.
    package static let byteLimit = 65_536

    private let text: String

    package init(_ text: String) {
        self.text = text
    }

    /// Values are the same when their bytes are.
    package static func == (a: SecretValue, b: SecretValue) -> Bool { a.text.isSpelled(b.text) }

    /// Whether nothing but white space is in it; Checkly takes no such value.
    package var isBlank: Bool {
        text.allSatisfy(\.isWhitespace)
    }

    /// The number of UTF-8 bytes.
    package var byteCount: Int {
        text.utf8.count
    }

    /// The value itself.
    ///
    /// What calls this answers for where the text goes.
    package func reveal() -> String {
        text
    }
}

extension SecretValue: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<secret>" }
    package var debugDescription: String { "<secret>" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
