package import APIContract
package import Encodings
package import SyncModel

/// Why a request is refused, in the form of Hanzo KMS: a status, a word and a message.
package struct APIError: Error, Sendable {
    /// What the response says.
    package enum Message: Sendable {
        case text(String)
        /// Everything that is wrong with the parameters and the body.
        case issues([Issue])
    }

    /// The HTTP status, from 400 to 599.
    package var status: Int
    /// The kind of refusal in one word, such as `NotFound`.
    package var error: String
    /// What is wrong and what to do about it.
    package var message: Message
    /// The member of the body that a text is about, for a form; not shown in the response.
    package var field: String?
    /// In how many seconds a repetition may succeed; nil if time does not help.
    package var retryAfterSeconds: Int?
    /// The methods that the path has; nil if the method was right.
    package var allowedMethods: String?
    /// Whether the connection ends because the rest of the body is not read.
    package var endsConnection = false

    /// A refusal with a text.
    package init(status: Int, error: String, message: String, retryAfterSeconds: Int? = nil) {
        self.status = status
        self.error = error
        self.message = .text(message)
        self.retryAfterSeconds = retryAfterSeconds
    }
}

extension APIError {
    /// The seconds after which what is not available now is worth another try.
    private static let usualRetry = 5

    /// 400.
    package static func badRequest(_ message: String) -> APIError {
        APIError(status: 400, error: "BadRequest", message: message)
    }

    /// 404.
    package static func notFound(_ message: String) -> APIError {
        APIError(status: 404, error: "NotFound", message: message)
    }

    /// 422 with everything wrong.
    package static func invalid(_ issues: [Issue]) -> APIError {
        var error = APIError(status: 422, error: "ValidationFailure", message: "")
        error.message = .issues(issues)
        return error
    }

    /// 422 for one member.
    package static func invalid(_ path: String..., message: String) -> APIError {
        invalid([Issue(path: path, message: message)])
    }

    /// The response to a body that exceeds the limit.
    package static let bodyTooLarge: APIError = {
        var error = APIError(
            status: 413,
            error: "PayloadTooLarge",
            message: "Request body is too large"
        )
        error.endsConnection = true
        return error
    }()

    /// The response to a body that ended before its announced length.
    package static let bodyIncomplete: APIError = {
        var error = badRequest("Request body ended early; send it whole")
        error.endsConnection = true
        return error
    }()

    /// 401.
    package static let unauthorized = APIError(
        status: 401,
        error: "UnauthorizedError",
        message: "Give the admin token as a bearer token."
    )

    /// 403.
    package static func permissionDenied(_ message: String) -> APIError {
        APIError(status: 403, error: "PermissionDenied", message: message)
    }

    /// 403 for a token whose role does not allow a route.
    package static func permissionDenied(_ role: APIToken.Role) -> APIError {
        permissionDenied("A token with the role \"\(role.rawValue)\" may not do this")
    }

    /// 403 for a token that is for other projects, or for what belongs to none.
    package static func permissionDenied(projects: Set<String>) -> APIError {
        let names = projects.sorted().map { "\"\($0)\"" }.joined(separator: ", ")
        return permissionDenied(
            "This token is for the syncs of these projects only: \(names). (Name one of them: "
                + "projectId, or --project on the command line.)"
        )
    }

    /// 405, with the methods that are allowed.
    package static func methodNotAllowed(_ allowed: String) -> APIError {
        var error = APIError(status: 405, error: "MethodNotAllowed", message: "Use \(allowed).")
        error.allowedMethods = allowed
        return error
    }

    /// 503 because of what an error says.
    package static func unavailable(_ error: any ExplainedError) -> APIError {
        APIError(
            status: 503,
            error: error.code,
            message: error.description,
            retryAfterSeconds: usualRetry
        )
    }

    /// The response to a caller that exceeds its share.
    package static func tooMany(_ message: String, retryAfterSeconds: Int) -> APIError {
        APIError(
            status: 429,
            error: "TooManyRequests",
            message: message,
            retryAfterSeconds: retryAfterSeconds
        )
    }

    /// The response if a shared place is not available.
    package static func noPlace(_ message: String) -> APIError {
        APIError(
            status: 503,
            error: "ServiceUnavailable",
            message: message,
            retryAfterSeconds: usualRetry
        )
    }
}
