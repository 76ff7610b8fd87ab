extension CanonicalValue {
    /// The value as compact JSON (RFC 8259), members sorted by name, bytes as lower-case hex.
    package var json: String { jsonValue.text }

    /// As `json`, before it is written.
    package var jsonValue: JSONValue {
        switch self {
        case .null: .null
        case .bool(let bool): .bool(bool)
        case .integer(let integer): .number(String(integer))
        case .text(let content): .string(content)
        case .bytes(let bytes): .string(bytes.hex)
        case .list(let list): .array(list.map(\.jsonValue))
        case .map(let map):
            .object(
                map.sorted { $0.name < $1.name }
                    .map { JSONValue.Member(name: $0.name, value: $0.value.jsonValue) }
            )
        }
    }
}

extension Sequence where Element == UInt8 {
    /// The bytes as lower-case hexadecimal digits.
    package var hex: String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in self {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 0xF)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
