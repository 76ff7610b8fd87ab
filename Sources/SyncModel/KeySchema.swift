/// A template that turns a secret's name into a variable's key: `{{secretKey}}` and, optionally,
/// `{{environment}}`.
///
/// Placeholders are replaced verbatim, without escaping.
package struct KeySchema: Sendable, Hashable {
    /// In characters.
    package static let lengthLimit = 255
    /// Hanzo KMS's error message for an invalid schema.
    package static let rule =
        "Key schema must include exactly one {{secretKey}} placeholder. It can also include "
        + "{{environment}} placeholders. Only alphanumeric characters (a-z, A-Z, 0-9), dashes (-), "
        + "underscores (_), and slashes (/) are allowed besides the placeholders."

    /// The schema as written.
    package let text: String
    private let parts: [Part]

    private enum Part: Hashable {
        case literal(String)
        case secretKey
        case environment
    }

    /// Parses a schema; returns nil if it breaks `rule` or exceeds `lengthLimit`.
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

    /// Renders the variable key of a secret.
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

    /// Whether this schema could have produced the key, even from an empty secret name.
    ///
    /// Follows Hanzo KMS: the parts before the first and after the last `{{secretKey}}` must match,
    /// and if either contains a slash, the middle must not contain one.
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
