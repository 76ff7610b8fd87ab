package import Encodings

/// One problem with a request body, in the form of the validator that Hanzo KMS uses.
package struct Issue: Sendable {
    /// What kind of rule is broken.
    package enum Code: String, Sendable {
        case custom
        case invalidType = "invalid_type"
        case invalidLiteral = "invalid_literal"
        case invalidEnumValue = "invalid_enum_value"
        case invalidString = "invalid_string"
        case tooSmall = "too_small"
        case tooBig = "too_big"
    }

    /// What kind of rule is broken.
    package var code: Code
    /// The names of members, from the outermost in.
    package var path: [String]
    /// What is wrong, in English.
    package var message: String

    /// An issue at the member that `path` leads to.
    package init(code: Code = .custom, path: [String], message: String) {
        self.code = code
        self.path = path
        self.message = message
    }

    /// As an answer lists it.
    package var canonical: CanonicalValue {
        .object([
            "code": .text(code.rawValue),
            "path": .list(path.map(CanonicalValue.text)),
            "message": .text(message),
        ])
    }
}
