import SyncModel

extension JSONValue {
    /// The value that bytes hold, or nil where they are no JSON.
    static func read(_ bytes: [UInt8]) -> JSONValue? {
        try? parse(bytes)
    }

    /// The value as a cell of a table; a text stands there without quotes.
    var cell: String {
        switch self {
        case .null: "–"
        case .string(let content): content.contains(where: \.isControl) ? text : content
        case .bool(let bool): bool ? "yes" : "no"
        case .number(let literal): literal
        case .array, .object: text
        }
    }
}

extension Character {
    /// Whether it would move a terminal's cursor or break a line.
    fileprivate var isControl: Bool {
        unicodeScalars.contains { $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) }
    }
}
