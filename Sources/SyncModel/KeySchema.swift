/// How a secret's name becomes a variable's key: a text with `{{secretKey}}` and, where wanted, `{{environment}}`.
///
/// Placeholders are replaced as they stand, with no escaping.
package struct KeySchema: Sendable, Hashable {
    package static let lengthLimit = 255
    /// What Hanzo KMS answers for a schema that is none.
    package static let rule =
        "Key schema must include exactly one {{secretKey}} placeholder. It can also include "
        + "{{environment}} placeholders. Only alphanumeric characters (a-z, A-Z, 0-9), dashes (-), "
        + "underscores (_), and slashes (/) are allowed besides the placeholders."

    package let text: String
    private let parts: [Part]

    private enum Part: Hashable {
        case literal(String)
        case secretKey
        case environment
    }

    /// Reads a schema; nil when it breaks `rule` or is longer than `lengthLimit`.
    package init?(_ text: String) {
        var parts: [Part] = []
        var rest = Substring(text)
        while !rest.isEmpty {
            if rest.hasPrefix("{{secretKey}}") {
                parts.append(.secretKey)
                rest = rest.dropFirst("{{secretKey}}".count)
            } else if rest.hasPrefix("{{environment}}") {
                parts.append(.environment)
                rest = rest.dropFirst("{{environment}}".count)
            } else {
                let literal = rest.prefix(while: Self.isAllowed)
                guard !literal.isEmpty else { return nil }
                parts.append(.literal(String(literal)))
                rest = rest.dropFirst(literal.count)
            }
        }
        guard parts.contains(.secretKey), text.count <= Self.lengthLimit else { return nil }
        self.text = text
        self.parts = parts
    }

    private static func isAllowed(_ character: Character) -> Bool {
        character.isASCII
            && (character.isLetter || character.isNumber || "_-/".contains(character))
    }

    /// The variable key of a secret.
    package func key(for secretKey: String, environment: String) -> String {
        parts.map { part in
            switch part {
            case .literal(let text): text
            case .secretKey: secretKey
            case .environment: environment
            }
        }
        .joined()
    }

    /// Whether a key is one that this schema could have made; the secret's name may be empty in it.
    ///
    /// As Hanzo KMS does: what stands before the first and after the last `{{secretKey}}` must match, and where one of
    /// the two holds a slash the middle must hold none.
    package func matches(_ key: String, environment: String) -> Bool {
        let rendered = self.key(for: "{{secretKey}}", environment: environment)
        guard let first = rendered.firstRange(of: "{{secretKey}}") else { return false }
        var last = first
        while let next = rendered[last.upperBound...].firstRange(of: "{{secretKey}}") {
            last = next
        }
        let prefix = rendered[..<first.lowerBound]
        let suffix = rendered[last.upperBound...]
        guard key.hasPrefix(prefix), key.hasSuffix(suffix),
            key.count >= prefix.count + suffix.count
        else { return false }
        let middle = key.dropFirst(prefix.count).dropLast(suffix.count)
        return !(prefix + suffix).contains("/") || !middle.contains("/")
    }
}
