/// The type and limits of a value, and the messages about values that break them.
package enum Form: Sendable {
    case bool
    /// A whole number in a range.
    case integer(ClosedRange<Int64>)
    /// One of these words.
    case word([String])
    /// One text and no other.
    case literal(String)
    case text(TextRule)
    /// Lower-case letters and digits in groups separated by single hyphens.
    case slug(limit: Int)
    case uuid
    /// RFC 3339.
    case time
    case secret(TextRule)
    /// A list of texts.
    case texts(TextRule, count: ClosedRange<Int>)
    /// An account's id; the case of a UUID does not matter.
    case account(TextRule)
    case keySchema
    case folderPath
    /// A value with a schema of its own, such as an object.
    case other(Schema)
}

/// The limits of a text, which is read without white space at either end.
package struct TextRule: Sendable {
    /// The maximum length in UTF-16 units, as Hanzo KMS counts.
    package var limit: Int
    /// The minimum length in characters that the document states.
    package var atLeast: Int
    /// The message for a text that is too long; nil for the standard one.
    package var tooLong: String?
    /// What is said of a blank one, and of one that is missing; nil for the usual sentences.
    ///
    /// A blank one is taken where `atLeast` is 0 and nothing is said of it.
    package var blank: String?
    /// Whether line breaks and tabs are allowed.
    package var mayHaveLines: Bool

    /// A rule whose `limit` is all that has to be said.
    package init(
        limit: Int,
        atLeast: Int = 1,
        tooLong: String? = nil,
        blank: String? = nil,
        mayHaveLines: Bool = false
    ) {
        self.limit = limit
        self.atLeast = atLeast
        self.tooLong = tooLong
        self.blank = blank
        self.mayHaveLines = mayHaveLines
    }
}

extension TextRule {
    static let usualBlank = "String must contain at least 1 character(s)"
}

extension Form {
    /// The maximum length of a folder path in characters.
    static let pathLimit = 1024

    /// The message if a body lacks the value.
    var missing: String {
        switch self {
        case .text(let rule), .account(let rule), .secret(let rule): rule.blank ?? "Required"
        case .folderPath: "Secret path required"
        case .bool, .integer, .word, .literal, .slug, .uuid, .time, .keySchema, .texts, .other:
            "Required"
        }
    }

    /// The name of the type in Hanzo KMS's messages.
    var typeName: String {
        switch self {
        case .bool: "boolean"
        case .integer: "number"
        case .texts: "array"
        case .other: "object"
        case .word, .literal, .text, .slug, .uuid, .time, .secret, .account, .keySchema,
            .folderPath:
            "string"
        }
    }
}
