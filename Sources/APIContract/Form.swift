/// What a value is: its type, its limits, and what is said of one that breaks them.
package enum Form: Sendable {
    case bool
    case integer(ClosedRange<Int64>)
    case word([String])
    case text(TextRule)
    /// Lower-case letters and digits, in groups that single hyphens part.
    case slug(limit: Int)
    case uuid
    /// An account's id; one that is a UUID is the same in either case.
    case account(TextRule)
    case keySchema
    case folderPath
    /// Members of its own.
    case object(Schema)
}

/// The limits of a text, which is taken without the white space around it.
package struct TextRule: Sendable {
    /// UTF-16 units, as Hanzo KMS counts.
    package var limit: Int
    /// How many characters the document asks for at least.
    package var atLeast: Int
    /// What is said of a longer one; nil for the usual sentence.
    package var tooLong: String?
    /// What is said of a blank one, and of one that is missing; nil for the usual sentences.
    ///
    /// A blank one is taken where `atLeast` is 0 and nothing is said of it.
    package var blank: String?
    /// Whether it may have line breaks and tabs.
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
    /// Characters of a folder's path.
    static let pathLimit = 1024

    /// What is said where a body lacks it.
    var missing: String {
        switch self {
        case .text(let rule), .account(let rule): rule.blank ?? "Required"
        case .folderPath: "Secret path required"
        case .bool, .integer, .word, .slug, .uuid, .keySchema, .object: "Required"
        }
    }

    /// Its type, as the messages of Hanzo KMS name it.
    var typeName: String {
        switch self {
        case .bool: "boolean"
        case .integer: "number"
        case .object: "object"
        case .word, .text, .slug, .uuid, .account, .keySchema, .folderPath: "string"
        }
    }
}
