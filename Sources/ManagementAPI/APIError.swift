internal import APIContract
internal import APIRoutes
internal import Encodings
internal import HTTPTypes
internal import Hummingbird
internal import InboundHTTP
internal import NIOCore
internal import SyncModel

/// An error response in the form of Hanzo KMS: `reqId`, `statusCode`, `message`, `error`.
struct APIError: Error {
    var status: HTTPResponse.Status
    var error: String
    var message: CanonicalValue
    var headers: HTTPFields = [:]

    static func badRequest(_ message: String) -> APIError {
        APIError(status: .badRequest, error: "BadRequest", message: .text(message))
    }

    static func notFound(_ message: String) -> APIError {
        APIError(status: .notFound, error: "NotFound", message: .text(message))
    }

    static func invalid(_ issues: [Issue]) -> APIError {
        APIError(
            status: .unprocessableContent,
            error: "ValidationFailure",
            message: .list(issues.map(\.canonical))
        )
    }

    static func invalid(_ path: String..., message: String) -> APIError {
        invalid([Issue(path: path, message: message)])
    }

    /// The response to a body that exceeds the limit.
    static let bodyTooLarge = APIError(
        status: .contentTooLarge,
        error: "PayloadTooLarge",
        message: .text("Request body is too large"),
        // The rest of the body is not read.
        headers: [.connection: "close"]
    )

    /// The response to a body that ended before its announced length.
    static let bodyIncomplete: APIError = {
        var error = badRequest("Request body ended early; send it whole")
        error.headers = [.connection: "close"]
        return error
    }()

    static let unauthorized = APIError(
        status: .unauthorized,
        error: "UnauthorizedError",
        message: .text("Give the admin token as a bearer token.")
    )

    static func permissionDenied(_ role: APIToken.Role) -> APIError {
        APIError(
            status: .forbidden,
            error: "PermissionDenied",
            message: .text("A token with the role \"\(role.rawValue)\" may not do this")
        )
    }

    static func unavailable(_ error: any ExplainedError) -> APIError {
        APIError(
            status: .serviceUnavailable,
            error: error.code,
            message: .text(error.description),
            headers: [.retryAfter: "5"]
        )
    }

    /// The response to a caller that exceeds its share.
    static func tooMany(_ message: String, retryAfterSeconds: Int) -> APIError {
        APIError(
            status: .tooManyRequests,
            error: "TooManyRequests",
            message: .text(message),
            headers: [.retryAfter: String(retryAfterSeconds)]
        )
    }

    /// The response if a shared place is not available.
    static func noPlace(_ message: String) -> APIError {
        APIError(
            status: .serviceUnavailable,
            error: "ServiceUnavailable",
            message: .text(message),
            headers: [.retryAfter: "5"]
        )
    }

    func response(requestID: String) -> Response {
        Response(json: json(requestID: requestID), status: status, headers: headers)
    }

    /// The response's body as JSON text.
    func jsonText(requestID: String) -> String {
        json(requestID: requestID).jsonText
    }

    private func json(requestID: String) -> CanonicalValue {
        .object([
            "reqId": .text(requestID),
            "statusCode": .integer(Int64(status.code)),
            "message": message,
            "error": .text(error),
        ])
    }
}

extension APIError {
    /// The response to a request that is not admitted.
    init(_ objection: RequestObjection, _ limits: ConnectionLimits) {
        self.init(
            status: HTTPResponse.Status(code: objection.status),
            error: objection.status == 400 ? "BadRequest" : objection.code,
            message: .text("\(objection.code): \(objection.message(limits))")
        )
    }
}

extension Response {
    /// A JSON response; every success, even a creation, has status 200, as in Hanzo KMS.
    init(json: CanonicalValue, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) {
        self.init(jsonText: json.jsonText, status: status, headers: headers)
    }

    /// A JSON response whose text is ready.
    init(jsonText: String, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) {
        var headers = headers
        headers[.contentType] = "application/json; charset=utf-8"
        self.init(
            status: status,
            headers: headers,
            body: .init(byteBuffer: ByteBuffer(string: jsonText))
        )
    }
}
