internal import Encodings
internal import HTTPTypes
internal import Hummingbird
internal import InboundHTTP
internal import NIOCore
internal import SyncModel

/// A response to a sender.
struct WebhookResponse: Sendable {
    /// How many seconds a sender should wait if the log cannot be written.
    private static let retryAfter = "5"

    let status: Int
    /// Headers besides the type and length of the body; names in lower case.
    var headers: [(name: String, value: String)] = []
    /// The JSON body.
    let body: String
    /// Whether to stop reading from the sender and close the connection.
    var endsConnection = false

    static let contentType = (name: "content-type", value: "application/json")

    private init(_ status: Int, _ body: String) {
        self.status = status
        self.body = body
    }

    /// The single response to everything that is not verified.
    static let unauthorized = WebhookResponse(401, #"{"error":"unauthorized"}"#)

    static let healthy = WebhookResponse(200, #"{"status":"ok"}"#)

    /// Status 200 with a proof that this endpoint of this server responded.
    static func proven(by proof: String) -> WebhookResponse {
        WebhookResponse(200, #"{"status":"ok","side":"webhooks","proof":"\#(proof)"}"#)
    }

    static let nonceMalformed = failure(
        400,
        "nonce-malformed",
        "Send 16 to 64 letters, digits, hyphens or underscores of ASCII."
    )

    /// Status 202: the delivery is in the log.
    ///
    /// `superseded` are the keys whose changes had no effect because newer versions were known.
    static func accepted(
        _ state: String,
        reason: String? = nil,
        leftOut: [LeftOutSecret] = [],
        differs: Bool = false,
        position: Position,
        deliveryID: String?,
        superseded: [String] = []
    ) -> WebhookResponse {
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
        if let leftOut = CanonicalValue.leftOut(leftOut) {
            body += #","leftOut":"# + leftOut.jsonText
        }
        if differs { body += #","differs":true"# }
        body += "}"
        return WebhookResponse(202, body)
    }

    /// Status 400: verified, but not in the source's format.
    static func malformed(_ error: PayloadError) -> WebhookResponse {
        failure(400, error.code, "\(error.message) (\(error.hint))")
    }

    /// Status 503: the outcome is unknown, and the sender should repeat the delivery.
    static let unavailable: WebhookResponse = {
        var answer = failure(
            503,
            "unavailable",
            "The delivery may not have been recorded; send it again."
        )
        answer.headers = [("retry-after", retryAfter)]
        return answer
    }()

    static func methodNotAllowed(allow: String) -> WebhookResponse {
        var answer = failure(405, "method-not-allowed", "Use \(allow).")
        answer.headers = [("allow", allow)]
        return answer
    }

    /// The response to a malformed request of any kind; closes the connection.
    static func objection(
        _ objection: RequestObjection,
        _ limits: ConnectionLimits
    ) -> WebhookResponse {
        var answer = failure(objection.status, objection.code, objection.message(limits))
        answer.endsConnection = true
        return answer
    }

    static let unsupportedMediaType = failure(
        415,
        "unsupported-media-type",
        "Send application/json or application/cloudevents+json without content encoding."
    )

    /// Why a body was not read completely.
    enum UnreadBody {
        case tooLarge
        case tooSlow
        /// The connections together hold the maximum of unverified bytes.
        case tooMany
        /// The sender disconnected or sent invalid HTTP.
        case broken
    }

    /// The response to an incomplete body; closes the connection.
    static func unread(_ failure: UnreadBody) -> WebhookResponse {
        var answer =
            switch failure {
            case .tooLarge: Self.failure(413, "body-too-large", "Send a smaller body.")
            case .tooSlow: Self.failure(408, "body-too-slow", "Send the body faster.")
            case .tooMany:
                Self.failure(
                    503,
                    "busy",
                    "The server is busy; nothing was recorded. Send it again later."
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
    ) -> WebhookResponse {
        let (code, message) = (JSONValue.string(code).text, JSONValue.string(message).text)
        return WebhookResponse(status, #"{"error":\#(code),"message":\#(message)}"#)
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
