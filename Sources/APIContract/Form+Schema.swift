internal import Encodings
internal import SyncModel

extension Form {
    /// The schema of the value in requests.
    var schema: Schema {
        switch self {
        case .bool: .boolean
        case .integer(let range): .integer(in: range)
        case .word(let words): .words(words)
        case .text(let rule), .account(let rule):
            .text(Int64(rule.atLeast)...Int64(rule.limit))
        case .slug(let limit): .slug(Int64(limit))
        case .uuid: .uuid
        case .keySchema: .text(0...Int64(KeySchema.lengthLimit))
        case .folderPath: .text(1...Int64(Self.pathLimit), pattern: "^/([^/]+/?)*$")
        case .object(let schema): schema
        }
    }

    /// The schema of the value in answers, where the limits for writers do not matter.
    var answerSchema: Schema {
        switch self {
        case .bool, .integer, .word, .slug, .uuid, .object: schema
        case .text, .account, .keySchema, .folderPath: .text
        }
    }

    /// An example value; nil if the form needs none.
    var example: String? {
        switch self {
        case .keySchema: "APP_{{secretKey}}"
        case .folderPath: "/my-secrets"
        case .bool, .integer, .word, .text, .slug, .uuid, .account, .object: nil
        }
    }

    /// A rule that the schema's keywords cannot express.
    var rule: String? {
        switch self {
        case .keySchema: KeySchema.rule
        case .bool, .integer, .word, .text, .slug, .uuid, .account, .folderPath, .object: nil
        }
    }
}
