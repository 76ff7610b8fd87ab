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
        /// UTF-8 in normalization form C.
        let bytes: [UInt8]

        init(_ text: String) {
            guard text.utf8.count <= NameKey.normalizedByteLimit else {
                bytes = Array(text.utf8)
                return
            }
            var normal = String.UnicodeScalarView()
            normal.append(contentsOf: text._nfc)
            bytes = Array(String(normal).utf8)
        }
    }

    package init(_ text: String) {
        self.text = text
        form = text.isASCII ? nil : Form(text)
    }
}

extension NameKey: Hashable {
    package static func == (a: NameKey, b: NameKey) -> Bool {
        // Swift compares ASCII byte by byte.
        if a.form == nil, b.form == nil { return a.text == b.text }
        return a.withBytes { a in b.withBytes { a.elementsEqual($0) } }
    }

    package func hash(into hasher: inout Hasher) {
        withBytes {
            hasher.combine(bytes: UnsafeRawBufferPointer($0))
            // So that two names in a row do not hash as others with the border moved.
            hasher.combine(0xFF as UInt8)
        }
    }

    private func withBytes<R>(_ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
        if let form { return form.bytes.withUnsafeBufferPointer(body) }
        var text = text
        return text.withUTF8(body)
    }
}

/// In the order of the bytes, which is the order Swift gives the same texts.
extension NameKey: Comparable {
    package static func < (a: NameKey, b: NameKey) -> Bool {
        if a.form == nil, b.form == nil { return a.text < b.text }
        return a.withBytes { a in b.withBytes { a.lexicographicallyPrecedes($0) } }
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
    /// Whether all of it is ASCII.
    package var isASCII: Bool {
        var text = self
        return text.withUTF8 { $0.reduce(UInt8(0), |) < 0x80 }
    }
}
