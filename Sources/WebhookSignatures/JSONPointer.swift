internal import Encodings
internal import SyncModel

/// A reference to one value of a JSON document (RFC 6901), such as `/data/sent~1at`.
package struct JSONPointer: Sendable, Equatable {
    /// The names on the way to the value, without escapes.
    let tokens: [String]

    /// Parses a pointer; returns nil if the text is not one.
    ///
    /// The empty pointer, which refers to the whole document, is rejected because no time can be
    /// the whole document.
    package init?(_ text: some StringProtocol) {
        guard text.first == "/" else { return nil }
        var tokens: [String] = []
        for part in text.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            guard let token = Self.unescaped(part) else { return nil }
            tokens.append(token)
        }
        self.tokens = tokens
    }

    /// The referenced value; nil if there is none.
    func value(in document: JSONValue) -> JSONValue? {
        var value = document
        for token in tokens {
            guard let next = Self.step(token, in: value) else { return nil }
            value = next
        }
        return value
    }

    /// An array index has no sign and no leading zero; `-`, the element after the last, never
    /// exists.
    private static func step(_ token: String, in value: JSONValue) -> JSONValue? {
        guard let elements = value.array else { return value[token] }
        guard let index = Int(token), String(index) == token, elements.indices.contains(index)
        else { return nil }
        return elements[index]
    }

    /// Unescapes `~1` to a slash and `~0` to a tilde; any other tilde is an error.
    private static func unescaped(_ part: some StringProtocol) -> String? {
        var token = ""
        var rest = part[...]
        while let character = rest.popFirst() {
            guard character == "~" else {
                token.append(character)
                continue
            }
            switch rest.popFirst() {
            case "0": token.append("~")
            case "1": token.append("/")
            default: return nil
            }
        }
        return token
    }
}
