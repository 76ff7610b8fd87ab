@_spi(_Unicode) internal import Swift

/// A name from outside, prepared for comparison; names that are equivalent in Unicode are equal.
///
/// Swift strings compare in the same way, but they normalize at every comparison, which takes
/// quadratic time for many combining marks in the wrong order. `NameKey` normalizes once, then
/// hashes and compares bytes.
package struct NameKey: Sendable {
    /// The maximum length in bytes of a name that is normalized; longer names compare byte by byte.
    ///
    /// No delivery may contain a longer name. Logs from before that limit may, and reading them
    /// still takes linear time.
    package static let normalizedByteLimit = 1024

    /// The name as received.
    package let text: String
    /// The normal form, which is compared; nil for ASCII, which has only one spelling.
    private let form: Form?

    private final class Form: Sendable {
        /// In normalization form C.
        let text: String
        /// Some texts that are not ASCII have a normal form that is.
        let isASCII: Bool

        init(_ text: String) {
            if text.utf8.count > NameKey.normalizedByteLimit {
                self.text = text
            } else {
                var normal = String.UnicodeScalarView()
                normal.append(contentsOf: text._nfc)
                self.text = String(normal)
            }
            isASCII = self.text.isASCII
        }
    }

    /// Normalizes a name of up to `normalizedByteLimit` bytes, in linear time.
    package init(_ text: String) {
        self.text = text
        form = text.isASCII ? nil : Form(text)
    }

    /// What is compared: the text in normalization form C, unless it is too long for that.
    package var normal: String { form?.text ?? text }
    private var isASCII: Bool { form?.isASCII ?? true }
}

extension NameKey: Hashable {
    /// Whether the normal forms are equal.
    package static func == (a: NameKey, b: NameKey) -> Bool {
        // Swift compares and hashes ASCII by its bytes.
        if a.form == nil, b.form == nil { return a.text == b.text }
        return a.normal.hasSameBytes(as: b.normal)
    }

    package func hash(into hasher: inout Hasher) {
        if isASCII { return normal.hash(into: &hasher) }
        var normal = normal
        normal.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        // A terminator, so that adjacent names do not hash like names split elsewhere.
        hasher.combine(0xFF as UInt8)
    }
}

/// Orders names by the bytes of their normal form.
extension NameKey: Comparable {
    /// Compares the bytes of the normal forms.
    package static func < (a: NameKey, b: NameKey) -> Bool {
        if a.form == nil, b.form == nil { return a.text < b.text }
        var (left, right) = (a.normal, b.normal)
        return left.withUTF8 { left in right.withUTF8 { left.lexicographicallyPrecedes($0) } }
    }
}

extension NameKey: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) {
        self.init(text)
    }
}

extension NameKey: CustomStringConvertible {
    /// The name as received.
    package var description: String { text }
}

extension String {
    /// Whether all characters are ASCII; for nearly every text, known without a scan.
    package var isASCII: Bool {
        var bytes = utf8Span
        return bytes.checkForASCII()
    }
}
