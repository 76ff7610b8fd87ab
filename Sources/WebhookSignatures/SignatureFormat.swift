/// Parses a signature header; made once per scheme.
struct SignatureFormat: Sendable {
    private let separators: [UInt8]
    /// The forms of the header's elements.
    let elements: [Template]

    init(_ scheme: SignatureScheme) {
        let separators = Array(scheme.separators.utf8)
        self.separators = separators
        elements = Array(scheme.format.utf8).split(whereSeparator: separators.contains)
            .map { Template(String(decoding: Self.trimmed($0), as: UTF8.self)) }
    }

    /// Splits a header into elements and trims blanks around them.
    func split(_ header: String) -> [ArraySlice<UInt8>] {
        let bytes = Array(header.utf8)
        if separators.isEmpty { return [bytes[...]] }
        return bytes.split(whereSeparator: separators.contains).map(Self.trimmed)
    }

    private static func trimmed(_ element: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let start = element.drop(while: isBlank)
        return start.lastIndex { !isBlank($0) }.map { start[...$0] } ?? start
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }
}
