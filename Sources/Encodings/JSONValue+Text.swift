extension JSONValue {
    /// The value as compact JSON, members in their order; `parse` returns an equal value.
    package var text: String {
        var text = ""
        write(to: &text)
        return text
    }

    /// The value as a cell of a table; texts have no quotes there.
    package var cell: String {
        switch self {
        case .null: "–"
        case .string(let content):
            content.unicodeScalars.contains(where: \.isUnprintable) ? text.printable() : content
        case .bool(let bool): bool ? "yes" : "no"
        case .number(let literal): literal
        case .array, .object: text.printable()
        }
    }

    private func write(to text: inout String) {
        switch self {
        case .null: text += "null"
        case .bool(let bool): text += bool ? "true" : "false"
        case .number(let literal): text += literal
        case .string(let content): Self.write(content, to: &text)
        case .array(let elements):
            text += "["
            for (index, element) in elements.enumerated() {
                if index > 0 { text += "," }
                element.write(to: &text)
            }
            text += "]"
        case .object(let members):
            text += "{"
            for (index, member) in members.enumerated() {
                if index > 0 { text += "," }
                Self.write(member.name, to: &text)
                text += ":"
                member.value.write(to: &text)
            }
            text += "}"
        }
    }

    private static func write(_ content: String, to text: inout String) {
        text += "\""
        let isPlain = content.utf8.allSatisfy {
            $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
        }
        if isPlain {
            text += content
            text += "\""
            return
        }
        for scalar in content.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{0}"..<"\u{20}":
                text += (scalar.value < 16 ? "\\u000" : "\\u00") + String(scalar.value, radix: 16)
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
