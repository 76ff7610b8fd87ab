internal import Encodings
import SyncModel

extension JSONValue {
    /// Parses bytes; nil if they are not JSON.
    static func read(_ bytes: [UInt8]) -> JSONValue? {
        try? parse(bytes)
    }
}

extension CanonicalValue {
    /// Converts a value for a request's body.
    init(_ value: JSONValue) {
        switch value {
        case .null: self = .null
        case .bool(let bool): self = .bool(bool)
        case .number(let literal): self = .integer(Int64(literal) ?? 0)
        case .string(let text): self = .text(text)
        case .array(let elements): self = .list(elements.map(CanonicalValue.init))
        case .object(let members):
            self = .map(
                CanonicalMap(
                    Dictionary(members.map { ($0.name, CanonicalValue($0.value)) }) { $1 }
                )
            )
        }
    }
}

extension Duration {
    /// Seconds with three fraction digits, such as 0.125.
    var secondsText: String {
        let milliseconds =
            components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
        let digits = String(1000 + milliseconds % 1000).dropFirst()
        return "\(milliseconds / 1000).\(digits)"
    }
}
