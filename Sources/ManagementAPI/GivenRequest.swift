internal import Cryptography
internal import SyncModel
internal import WebhookSignatures

/// A request that somebody wants explained: pasted whole, or as headers and a body.
struct GivenRequest {
    private static let webhooks = "/webhooks/"

    let source: String
    let request: IncomingRequest
    let at: Timestamp?

    init(_ body: JSONValue) throws {
        var fields = BodyFields(body)
        var path: String?
        var request = IncomingRequest(headers: [], body: [])
        if let raw = Self.bytes("request", of: body) {
            if let read = RawRequest(raw) {
                (path, request) = (read.path, read.request)
            } else {
                fields.refuse("request", "Give a request line, headers, a blank line and the body")
            }
        } else {
            request = IncomingRequest(
                headers: Self.headers(body["headers"], &fields),
                body: Self.bytes("body", of: body) ?? []
            )
        }
        if let time = fields.value("at") {
            at = time.string.flatMap(Timestamp.init(rfc3339:))
            if at == nil { fields.refuse("at", "Give a time such as 2026-11-23T08:00:00Z") }
        } else {
            at = nil
        }
        let asked = path?.split(separator: "?")[0] ?? ""
        let named =
            asked.hasPrefix(Self.webhooks) ? String(asked.dropFirst(Self.webhooks.count)) : nil
        source = fields.optionalText("source", limit: 64) ?? named ?? ""
        if source.isEmpty { fields.refuse("source", "Required") }
        self.request = request
        try fields.finish()
    }

    /// Text as it is, or bytes in base64 in a member of the name with `Base64` behind it.
    private static func bytes(_ name: String, of body: JSONValue) -> [UInt8]? {
        body[name]?.string.map { Array($0.utf8) }
            ?? body[name + "Base64"]?.string.flatMap { Base64.decode($0) }
    }

    private static func headers(
        _ value: JSONValue?,
        _ fields: inout BodyFields
    ) -> [(name: String, value: String)] {
        if value?.members == nil { fields.refuse("headers", "Give headers, or the whole request") }
        return (value?.members ?? [])
            .flatMap { member in
                (member.value.array ?? [member.value]).map { (member.name, $0.string ?? "") }
            }
    }
}
