internal import APIContract
internal import Encodings

/// An error response in the document.
enum Refusal: Int64, Sendable, CaseIterable {
    case badRequest = 400
    case unauthorized = 401
    case notFound = 404
    case bodyTooLarge = 413
    case invalid = 422
    case tooMany = 429
    case unavailable = 503

    /// Its name among the document's responses.
    var name: String {
        switch self {
        case .badRequest: "BadRequest"
        case .unauthorized: "Unauthorized"
        case .notFound: "NotFound"
        case .bodyTooLarge: "BodyTooLarge"
        case .invalid: "Invalid"
        case .tooMany: "TooMany"
        case .unavailable: "Unavailable"
        }
    }

    private var description: String {
        switch self {
        case .badRequest:
            "It cannot be done, a parameter is not ASCII, or the body is not JSON; the message "
                + "says why."
        case .unauthorized: "The token is missing or wrong."
        case .notFound: "It does not exist."
        case .bodyTooLarge: "The body is over 1 MiB."
        case .invalid: "A parameter or a member of the body breaks a rule; every one is listed."
        case .tooMany:
            "Too many requests recently or at once; Retry-After says when to ask "
                + "again."
        case .unavailable:
            "The log cannot be read or written now, or too many read it; Retry-After says when to "
                + "ask again."
        }
    }

    private var schema: Schema {
        let message: Schema = self == .invalid ? .list(of: .named("Issue")) : .text
        return .object([
            "reqId": .text, "statusCode": .integer(in: rawValue...rawValue), "message": message,
            "error": .text,
        ])
    }

    var response: CanonicalValue {
        .object([
            "description": .text(description),
            "content": .map(["application/json": .object(["schema": schema.canonical])]),
        ])
    }

    static let issue = Schema.object([
        "code": .text.example("too_small"),
        "path": .list(of: .text).described("The member's name, after those of what it is in."),
        "message": .text,
    ])
}
