/// A text to look for in others, in any case.
package struct SoughtText: Sendable {
    private let lowercased: String
    /// The lowercase letters, if all characters are ASCII.
    private let bytes: [UInt8]?

    /// Prepares a text to be sought.
    package init(_ text: String) {
        lowercased = text.lowercased()
        bytes = lowercased.isASCII ? Array(lowercased.utf8) : nil
    }

    /// Whether there is nothing to look for.
    package var isEmpty: Bool { lowercased.isEmpty }

    /// Whether it stands in a text; an empty one stands in every text.
    package func stands(in text: String) -> Bool {
        // Lowercasing takes long, and there may be many texts.
        guard let bytes, text.isASCII else { return text.lowercased().contains(lowercased) }
        var text = text
        return text.withUTF8 { text in
            guard text.count >= bytes.count else { return false }
            return (0...(text.count - bytes.count))
                .contains { start in
                    bytes.indices.allSatisfy { text[start + $0].lowercased == bytes[$0] }
                }
        }
    }
}

extension UInt8 {
    /// The lowercase letter for an uppercase one of ASCII; everything else as it is.
    fileprivate var lowercased: UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self
    }
}
