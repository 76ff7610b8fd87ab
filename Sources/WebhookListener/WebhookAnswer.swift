internal import Encodings
internal import HTTPTypes
internal import Hummingbird
internal import InboundHTTP
internal import NIOCore
internal import SyncModel

/// What a sender is told.
struct WebhookAnswer: Sendable {
    /// Seconds after which a sender may try again when the log cannot be written.
    private static let retryAfter = "5"

    let status: Int
    /// What it has beside the type and the length of its body, names in lower case.
    var headers: [(name: String, value: String)] = []
    /// JSON.
    let body: String
    /// Whether nothing more is read from the sender.
    var endsConnection = false

    static let contentType = (name: "content-type", value: "application/json")

    private init(_ status: Int, _ body: String) {
        self.status = status
        self.body = body
    }

    /// The one answer to everything that is not verified.
    static let unauthorized = WebhookAnswer(401, #"{"error":"unauthorized"}"#)

    static let healthy = WebhookAnswer(200, #"{"status":"ok"}"#)

    /// 200, with what shows that this side of this server answers.
    static func proven(by proof: String) -> WebhookAnswer {
        WebhookAnswer(200, #"{"status":"ok","side":"webhooks","proof":"\#(proof)"}"#)
    }

    static let nonceMalformed = failure(
        400,
        "nonce-malformed",
        "Send 16 to 64 letters, digits, hyphens or underscores of ASCII."
    )

    /// 202: it is in the log.
    ///
    /// `superseded` are the keys whose changes came too late to count.
    static func accepted(
        _ state: String,
        reason: String? = nil,
        leftOut: [LeftOutSecret] = [],
        differs: Bool = false,
        position: Position,
        deliveryID: String?,
        superseded: [String] = []
    ) -> WebhookAnswer {
        var body = #"{"status":""#
        body.reserveCapacity(96)
        body += state
        body += #"""#
        if let reason { body += #","reason":"# + JSONValue.string(reason).text }
        body += #","position":"# + String(position.number) + #","deliveryId":"#
        body += (deliveryID.map(JSONValue.string) ?? .null).text
        if !superseded.isEmpty {
            body += #","superseded":"# + JSONValue.array(superseded.map(JSONValue.string)).text
        }
        if let leftOut = CanonicalValue.leftOut(leftOut) { body += #","leftOut":"# + leftOut.json }
        if differs { body += #","differs":true"# }
        body += "}"
        return WebhookAnswer(202, body)
    }

    /// 400: verified, but not what the source's format allows.
    static func malformed(_ error: PayloadError) -> WebhookAnswer {
        failure(400, error.code, "\(error.message) (\(error.hint))")
    }

    /// 503: whether it was recorded is not known, and the same delivery may come again.
    static let unavailable: WebhookAnswer = {
        var answer = failure(503, "unavailable", "This is not known to be recorded; send it again.")
        answer.headers = [("retry-after", retryAfter)]
        return answer
    }()

    static func methodNotAllowed(allow: String) -> WebhookAnswer {
        var answer = failure(405, "method-not-allowed", "Use \(allow).")
        answer.headers = [("allow", allow)]
        return answer
    }

    /// What is wrong with a request, whatever it asks for; nothing more is read from its sender.
    static func objection(
        _ objection: RequestObjection,
        _ limits: ConnectionLimits
    ) -> WebhookAnswer {
        var answer = failure(objection.status, objection.code, objection.message(limits))
        answer.endsConnection = true
        return answer
    }

    static let unsupportedMediaType = failure(
        415,
        "unsupported-media-type",
        "Send application/json or application/cloudevents+json without content encoding."
    )

    /// Why a body was not read to its end.
    enum UnreadBody {
        case tooLarge
        case tooSlow
        /// Others have sent as much as is held before signatures are checked.
        case tooMany
        /// The sender went away, or sent what is no HTTP.
        case broken
    }

    /// The rest of the body is not read, so the connection ends with these.
    static func unread(_ failure: UnreadBody) -> WebhookAnswer {
        var answer =
            switch failure {
            case .tooLarge: Self.failure(413, "body-too-large", "Send a smaller body.")
            case .tooSlow: Self.failure(408, "body-too-slow", "Send the body faster.")
            case .tooMany:
                Self.failure(
                    503,
                    "busy",
                    "Too much is on its way; nothing was recorded. Send it again later."
                )
            case .broken: Self.failure(400, "body-broken", "The body ended early.")
            }
        answer.endsConnection = true
        if answer.status == 503 { answer.headers = [("retry-after", retryAfter)] }
        return answer
    }

    private static func failure(
        _ status: Int,
        _ code: String,
        _ message: String
    ) -> WebhookAnswer {
        let (code, message) = (JSONValue.string(code).text, JSONValue.string(message).text)
        return WebhookAnswer(status, #"{"error":\#(code),"message":\#(message)}"#)
    }

    var response: Response {
        var fields = HTTPFields()
        for (name, value) in [Self.contentType] + headers {
            if let name = HTTPField.Name(name) { fields[name] = value }
        }
        return Response(
            status: HTTPResponse.Status(code: status),
            headers: fields,
            body: ResponseBody(byteBuffer: ByteBuffer(string: body))
        )
    }
}
