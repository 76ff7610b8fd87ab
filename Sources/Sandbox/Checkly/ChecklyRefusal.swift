internal import Encodings

/// Why the sandbox refuses a request.
enum ChecklyRefusal: Error {
    case badRequest(String)
    case unauthorized(String)
    case forbidden(String)
    case notFound(String)
    case conflict(String)
    case tooManyRequests

    func answer(with faults: ChecklyFaults) -> SandboxAnswer {
        switch self {
        case .badRequest(let message): .failure(400, "Bad Request", message)
        case .unauthorized(let message): .failure(401, "Unauthorized", message)
        case .forbidden(let message): .failure(403, "Forbidden", message)
        case .notFound(let message):
            .failure(404, "Not Found", faults.notFoundHasMessage ? message : nil)
        case .conflict(let message): .failure(409, "Conflict", message)
        case .tooManyRequests: .tooManyRequests(retryAfterSeconds: faults.retryAfterSeconds)
        }
    }
}

extension SandboxAnswer {
    static func failure(_ status: Int, _ error: String, _ message: String?) -> SandboxAnswer {
        var members: [String: SandboxJSON] = [
            "statusCode": .integer(status), "error": .string(error),
        ]
        members["message"] = message.map { .string($0) }
        return .json(status, .object(members))
    }

    static func tooManyRequests(retryAfterSeconds: Int?) -> SandboxAnswer {
        var answer = failure(429, "Too Many Requests", "Rate limit exceeded")
        answer.headers["retry-after"] = retryAfterSeconds.map { String($0) }
        return answer
    }

    /// The response of a scripted failure: JSON for the API's own statuses, HTML for a gateway's.
    static func scripted(_ status: Int, with faults: ChecklyFaults) -> SandboxAnswer {
        switch status {
        case 429: tooManyRequests(retryAfterSeconds: faults.retryAfterSeconds)
        case 408: failure(408, "Request Time-out", nil)
        case 500...: html(status)
        default: failure(status, "Error", "Scripted failure")
        }
    }
}
