/// How a signature header is taken apart; made once for a scheme.
struct SignatureFormat: Sendable {
    private let separator: UInt8?
    /// Each element of a header is of one of these forms.
    let elements: [Template]

    init(_ scheme: SignatureScheme) {
        separator = scheme.separator?.asciiValue
        guard let separator = scheme.separator else {
            elements = [Template(scheme.format)]
            return
        }
        elements = scheme.format.split(separator: separator)
            .map { Template(String(decoding: Self.trimmed(Array($0.utf8)[...]), as: UTF8.self)) }
    }

    /// The elements of a header, without the blanks around them.
    func split(_ header: String) -> [ArraySlice<UInt8>] {
        let bytes = Array(header.utf8)
        guard let separator else { return [bytes[...]] }
        return bytes.split(separator: separator).map(Self.trimmed)
    }

    private static func trimmed(_ element: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let start = element.drop(while: isBlank)
        return start.lastIndex { !isBlank($0) }.map { start[...$0] } ?? start
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }
}
