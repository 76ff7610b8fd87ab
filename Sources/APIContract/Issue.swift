package import Encodings

/// One thing wrong with a request body, in the form of the validator that Hanzo KMS uses.
package struct Issue: Sendable {
    package enum Code: String, Sendable {
        case custom
        case invalidType = "invalid_type"
        case invalidLiteral = "invalid_literal"
        case invalidEnumValue = "invalid_enum_value"
        case invalidString = "invalid_string"
        case tooSmall = "too_small"
        case tooBig = "too_big"
    }

    package var code: Code
    /// The names of members, from outside in.
    package var path: [String]
    package var message: String

    package init(code: Code = .custom, path: [String], message: String) {
        self.code = code
        self.path = path
        self.message = message
    }

    package var canonical: CanonicalValue {
        .record([
            "code": .text(code.rawValue),
            "path": .list(path.map(CanonicalValue.text)),
            "message": .text(message),
        ])
    }
}
