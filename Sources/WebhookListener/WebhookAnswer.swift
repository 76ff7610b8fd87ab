internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import SyncModel

/// What a sender is told.
struct WebhookAnswer: Sendable {
    /// Seconds after which a sender may try again when the log cannot be written.
    private static let retryAfter = "5"

    var status: HTTPResponse.Status
    var headers: HTTPFields = [.contentType: "application/json"]
    var body: JSONValue

    /// Whether nothing more is read from the sender.
    var endsConnection: Bool { headers[.connection] == "close" }

    private init(_ status: HTTPResponse.Status, _ members: [(String, JSONValue)]) {
        self.status = status
        body = .object(members.map { JSONValue.Member(name: $0.0, value: $0.1) })
    }

    /// The one answer to everything that is not verified.
    static let unauthorized = WebhookAnswer(.unauthorized, [("error", .string("unauthorized"))])

    static let healthy = WebhookAnswer(.ok, [("status", .string("ok"))])

    /// 202: it is in the log.
    static func accepted(
        _ state: String,
        reason: String? = nil,
        position: Position,
        deliveryID: String?
    ) -> WebhookAnswer {
        var members: [(String, JSONValue)] = [("status", .string(state))]
        if let reason { members.append(("reason", .string(reason))) }
        members.append(("position", .number(String(position.number))))
        members.append(("deliveryId", deliveryID.map(JSONValue.string) ?? .null))
        return WebhookAnswer(.accepted, members)
    }

    /// 400: verified, but not what the source's format allows.
    static func malformed(_ error: PayloadError) -> WebhookAnswer {
        WebhookAnswer(
            .badRequest,
            [
                ("error", .string(error.code)),
                ("message", .string("\(error.message) (\(error.hint))")),
            ]
        )
    }

    /// 503: nothing was recorded, and the same delivery may come again.
    static let unavailable: WebhookAnswer = {
        var answer = failure(
            .serviceUnavailable,
            "unavailable",
            "Nothing was recorded; send it again later."
        )
        answer.headers[.retryAfter] = retryAfter
        return answer
    }()

    static func methodNotAllowed(allow: String) -> WebhookAnswer {
        var answer = failure(.methodNotAllowed, "method-not-allowed", "Use \(allow).")
        answer.headers[.allow] = allow
        return answer
    }

    static let headersTooLarge: WebhookAnswer = {
        var answer = failure(
            .requestHeaderFieldsTooLarge,
            "headers-too-large",
            "Send at most \(WebhookListener.headerByteLimit) bytes of headers."
        )
        answer.headers[.connection] = "close"
        return answer
    }()

    static let unsupportedMediaType = failure(
        .unsupportedMediaType,
        "unsupported-media-type",
        "Send application/json or application/cloudevents+json without content encoding."
    )

    /// Why a body was not read to its end.
    enum UnreadBody {
        case tooLarge
        case tooSlow
        /// The sender went away, or sent what is no HTTP.
        case broken
    }

    /// The rest of the body is not read, so the connection ends with these.
    static func unread(_ failure: UnreadBody) -> WebhookAnswer {
        var answer =
            switch failure {
            case .tooLarge: Self.failure(.contentTooLarge, "body-too-large", "Send a smaller body.")
            case .tooSlow: Self.failure(.requestTimeout, "body-too-slow", "Send the body faster.")
            case .broken: Self.failure(.badRequest, "body-broken", "The body ended early.")
            }
        answer.headers[.connection] = "close"
        return answer
    }

    private static func failure(
        _ status: HTTPResponse.Status,
        _ code: String,
        _ message: String
    ) -> WebhookAnswer {
        WebhookAnswer(status, [("error", .string(code)), ("message", .string(message))])
    }

    var response: Response {
        let text = body.text
        return Response(
            status: status,
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: text))
        )
    }
}
