internal import APIContract
internal import Encodings
internal import Cryptography
internal import SyncModel
internal import WebhookSignatures

/// A request that somebody wants explained: pasted as a whole, or as headers and a body.
struct GivenRequest {
    private static let webhooks = Array("/webhooks/".utf8)
    /// The maximum length of a source's name in bytes.
    private static let nameLimit = 64
    /// The maximum total length of a request's header names and values in bytes.
    private static let headerLimit = 16_384

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
        source = fields.optionalText("source", limit: Self.nameLimit) ?? Self.source(in: path) ?? ""
        if source.isEmpty { fields.refuse("source", "Required") }
        // No relevant header has another name or is longer than the listener accepts.
        request.headers.removeAll { header in
            !header.name.isASCII
                || header.name.utf8.count + header.value.utf8.count > Self.headerLimit
        }
        self.request = request
        try fields.finish()
    }

    /// The source that a path names.
    private static func source(in path: String?) -> String? {
        let asked = (path ?? "").utf8.prefix { $0 != UInt8(ascii: "?") }
        guard asked.starts(with: webhooks) else { return nil }
        return String(decoding: asked.dropFirst(webhooks.count).prefix(nameLimit), as: UTF8.self)
    }

    /// The member's text, or the bytes of the Base64 in the member of that name with `Base64`
    /// appended.
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
