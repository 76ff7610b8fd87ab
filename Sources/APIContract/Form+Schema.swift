internal import Encodings
internal import SyncModel

extension Form {
    /// The schema of the value in requests.
    package var schema: Schema {
        switch self {
        case .bool: .boolean
        case .integer(let range): .integer(in: range)
        case .word(let words): .words(words)
        case .literal(let text): .constant(text)
        case .text(let rule), .account(let rule), .secret(let rule):
            .text(Int64(rule.atLeast)...Int64(rule.limit))
        case .slug(let limit): .slug(Int64(limit))
        case .uuid: .uuid
        case .time: .time
        case .texts(let rule, let count):
            .list(
                of: Form.text(rule).schema,
                count: Int64(count.lowerBound)...Int64(count.upperBound)
            )
        case .keySchema: .text(0...Int64(KeySchema.lengthLimit))
        case .folderPath: .text(1...Int64(Self.pathLimit), pattern: "^/([^/]+/?)*$")
        case .other(let schema): schema
        }
    }

    /// The schema of the value in answers, where the limits for writers do not matter.
    var answerSchema: Schema {
        switch self {
        case .bool, .integer, .word, .literal, .slug, .uuid, .time, .texts, .other: schema
        case .text, .secret, .account, .keySchema, .folderPath: .text
        }
    }

    /// An example value; nil if the form needs none.
    var example: String? {
        switch self {
        case .keySchema: "APP_{{secretKey}}"
        case .folderPath: "/my-secrets"
        case .bool, .integer, .word, .literal, .text, .slug, .uuid, .time, .secret, .account,
            .texts, .other:
            nil
        }
    }

    /// A rule that the schema's keywords cannot express.
    var rule: String? {
        switch self {
        case .keySchema: KeySchema.rule
        case .bool, .integer, .word, .literal, .text, .slug, .uuid, .time, .secret, .account,
            .folderPath, .texts, .other:
            nil
        }
    }
}
