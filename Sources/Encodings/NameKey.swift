@_spi(_Unicode) internal import Swift

/// A name from outside, made to be compared: two spellings that Unicode takes for one text are one name.
///
/// Swift's strings compare in the same way, but they work out their normal form at every comparison, and for many
/// combining marks in the wrong order that takes the square of their number. Here the form is worked out once, and what
/// is hashed and compared are its bytes.
package struct NameKey: Sendable {
    /// How many bytes a name may have to be put into its normal form; a longer one is compared as it is spelled.
    ///
    /// No delivery brings a longer one. A log from before there was a limit may hold some, and is still read in a time
    /// that grows with their length alone.
    package static let normalizedByteLimit = 1024

    /// The name as it is spelled.
    package let text: String
    /// What is compared; nil for ASCII, which has one spelling.
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

    package init(_ text: String) {
        self.text = text
        form = text.isASCII ? nil : Form(text)
    }

    private var normal: String { form?.text ?? text }
    private var isASCII: Bool { form?.isASCII ?? true }
}

extension NameKey: Hashable {
    package static func == (a: NameKey, b: NameKey) -> Bool {
        // Swift compares and hashes ASCII by its bytes.
        if a.form == nil, b.form == nil { return a.text == b.text }
        return a.normal.isSpelled(b.normal)
    }

    package func hash(into hasher: inout Hasher) {
        if isASCII { return normal.hash(into: &hasher) }
        var normal = normal
        normal.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        // So that two names in a row do not hash as others with the border moved.
        hasher.combine(0xFF as UInt8)
    }
}

/// In the order of the bytes of the normal form.
extension NameKey: Comparable {
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
    package var description: String { text }
}

extension String {
    /// Whether all of it is ASCII; of nearly every text that is known without looking at it.
    package var isASCII: Bool {
        var bytes = utf8Span
        return bytes.checkForASCII()
    }
}
