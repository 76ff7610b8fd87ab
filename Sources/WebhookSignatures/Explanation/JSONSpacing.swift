/// Reformats JSON by changing white space only; numbers, escapes and order stay.
struct JSONSpacing {
    enum Style {
        case compact
        /// One space after each comma and colon, as Python does.
        case spaced
        case indented(by: Int)
    }

    private let style: Style
    private var output: [UInt8] = []
    private var depth = 0

    /// Reformats a text; the result for text that is not JSON is arbitrary.
    static func text(_ bytes: [UInt8], as style: Style) -> [UInt8] {
        var spacing = JSONSpacing(style: style)
        let compact = withoutWhiteSpace(bytes)
        spacing.output.reserveCapacity(compact.count * 2)
        var (isQuoted, isEscaped) = (false, false)
        for (index, byte) in compact.enumerated() {
            if isQuoted || byte == UInt8(ascii: "\"") {
                spacing.output.append(byte)
                (isQuoted, isEscaped) = next(byte, isQuoted: isQuoted, isEscaped: isEscaped)
            } else {
                let following = index + 1 < compact.count ? compact[index + 1] : 0
                spacing.write(byte, before: following)
            }
        }
        return spacing.output
    }

    private init(style: Style) {
        self.style = style
    }

    private static func withoutWhiteSpace(_ bytes: [UInt8]) -> [UInt8] {
        var (isQuoted, isEscaped) = (false, false)
        return bytes.filter { byte in
            let isKept = isQuoted || ![0x20, 0x09, 0x0A, 0x0D].contains(byte)
            (isQuoted, isEscaped) = next(byte, isQuoted: isQuoted, isEscaped: isEscaped)
            return isKept
        }
    }

    private static func next(_ byte: UInt8, isQuoted: Bool, isEscaped: Bool) -> (Bool, Bool) {
        if isEscaped { return (isQuoted, false) }
        if isQuoted, byte == UInt8(ascii: "\\") { return (true, true) }
        return (byte == UInt8(ascii: "\"") ? !isQuoted : isQuoted, false)
    }

    private mutating func write(_ byte: UInt8, before following: UInt8) {
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            output.append(byte)
            depth += 1
            if !Self.isClosing(following) { breakLine() }
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            depth -= 1
            if let last = output.last, !Self.isOpening(last) { breakLine() }
            output.append(byte)
        case UInt8(ascii: ","):
            output.append(byte)
            if case .spaced = style { output.append(0x20) }
            breakLine()
        case UInt8(ascii: ":"):
            output.append(byte)
            if case .compact = style { break }
            output.append(0x20)
        default: output.append(byte)
        }
    }

    private mutating func breakLine() {
        guard case .indented(let width) = style else { return }
        output.append(0x0A)
        output += [UInt8](repeating: 0x20, count: max(0, depth) * width)
    }

    private static func isOpening(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[")
    }

    private static func isClosing(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]")
    }
}
