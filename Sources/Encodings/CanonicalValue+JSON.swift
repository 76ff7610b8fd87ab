extension CanonicalValue {
    /// The value as compact JSON (RFC 8259), members sorted by name, bytes as lower-case hex.
    package var jsonText: String { jsonValue.text }

    /// The value as a JSON tree, in the form that `jsonText` has.
    package var jsonValue: JSONValue {
        switch self {
        case .null: .null
        case .bool(let bool): .bool(bool)
        case .integer(let integer): .number(String(integer))
        case .text(let content): .string(content)
        case .bytes(let bytes): .string(Hex.encode(bytes))
        case .list(let list): .array(list.map(\.jsonValue))
        case .map(let map):
            .object(
                map.sorted { $0.name < $1.name }
                    .map { JSONValue.Member(name: $0.name, value: $0.value.jsonValue) }
            )
        }
    }
}
