internal import APIContract
package import APIRoutes
package import Encodings
package import HTTPTypes
package import Hummingbird
package import InboundHTTP
internal import NIOCore

extension APIError {
    /// The response over HTTP.
    package func response(requestID: String) -> Response {
        var headers: HTTPFields = [:]
        if let retryAfterSeconds { headers[.retryAfter] = String(retryAfterSeconds) }
        if let allowedMethods { headers[.allow] = allowedMethods }
        if endsConnection { headers[.connection] = "close" }
        return Response(
            json: json(requestID: requestID),
            status: HTTPResponse.Status(code: status),
            headers: headers
        )
    }

    /// The response's body as JSON text.
    package func jsonText(requestID: String) -> String {
        json(requestID: requestID).jsonText
    }

    private func json(requestID: String) -> CanonicalValue {
        .object([
            "reqId": .text(requestID), "statusCode": .integer(Int64(status)),
            "message": message.json, "error": .text(error),
        ])
    }
}

extension APIError.Message {
    fileprivate var json: CanonicalValue {
        switch self {
        case .text(let text): .text(text)
        case .issues(let issues): .list(issues.map(\.canonical))
        }
    }
}

extension APIError {
    /// The response to a request that is not admitted.
    package init(_ objection: RequestObjection, _ limits: ConnectionLimits) {
        self.init(
            status: objection.status,
            error: objection.status == 400 ? "BadRequest" : objection.code,
            message: "\(objection.code): \(objection.message(limits))"
        )
    }
}

extension Response {
    /// A JSON response; every success, even a creation, has status 200, as in Hanzo KMS.
    package init(json: CanonicalValue, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:])
    {
        self.init(jsonText: json.jsonText, status: status, headers: headers)
    }

    /// A JSON response whose text is ready.
    package init(jsonText: String, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) {
        var headers = headers
        headers[.contentType] = "application/json; charset=utf-8"
        self.init(
            status: status,
            headers: headers,
            body: .init(byteBuffer: ByteBuffer(string: jsonText))
        )
    }
}
