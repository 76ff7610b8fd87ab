/// Why the sandboxed KMS refuses a request.
enum KMSRefusal: Error {
    case badRequest(String)
    case invalidCredentials
    case missingToken
    case expiredToken
    case forbidden
    case notFound(String)
    case tooManyRequests
    case unprocessable(String)
    case brokenServer

    var answer: SandboxAnswer {
        switch self {
        case .badRequest(let message): .failure(400, "BadRequest", message)
        case .invalidCredentials: .failure(401, "UnauthorizedError", "Invalid credentials")
        case .missingToken: .failure(401, "UnauthorizedError", "Token missing")
        case .expiredToken: .failure(403, "TokenError", "Your token has expired.")
        case .forbidden:
            .failure(403, "PermissionDenied", "You are not allowed to read on secrets")
        case .notFound(let message): .failure(404, "NotFound", message)
        case .tooManyRequests:
            .failure(429, "RateLimitExceeded", "Rate limit exceeded. Please try again in 1 seconds")
        case .unprocessable(let message): .failure(422, "ValidationFailure", message)
        case .brokenServer: .failure(500, "InternalServerError", "Something went wrong")
        }
    }
}
