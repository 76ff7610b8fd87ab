internal import Encodings
package import SyncModel
package import WebhookSignatures

/// A request that somebody wants explained: pasted as a whole, or as headers and a body; or the id
/// of a refused delivery.
package struct GivenRequest: Sendable {
    /// The refused delivery; everything else is blank then.
    package private(set) var deliveryID: String?
    /// The name of the source.
    package private(set) var source = ""
    /// Without the headers that the listener would not accept.
    package private(set) var request = IncomingRequest(headers: [], body: [])
    /// When it came; nil for now.
    package private(set) var time: Timestamp?
    private var path: String?

    private static let webhooks = Array("/webhooks/".utf8)
    /// The maximum length of a source's name.
    private static let nameLimit = 64
    /// The maximum total length of a request's header names and values in bytes.
    private static let headerLimit = 16_384
}

extension GivenRequest {
    /// Everything a request can say.
    package static let resource = Resource(
        blank: GivenRequest(),
        [
            Member(
                "delivery",
                .given(),
                \.deliveryID,
                .optional,
                "The id of a refused delivery."
            ),
            Member(
                Field(
                    "request",
                    .other(.text),
                    summary: "A whole request, as it stands on the wire."
                )
            ) { fields, given in
                if given.deliveryID == nil { given.readRequest(&fields) }
            },
            Member(Field("requestBase64", .other(.text))),
            Member(Field("headers", .other(.anyObject))),
            Member(Field("body", .other(.text))),
            Member(Field("bodyBase64", .other(.text))),
            Member(Field("at", .time)) { fields, given in
                if given.deliveryID == nil { given.time = fields.time("at") }
            },
            Member(Field("source", .text(TextRule(limit: nameLimit)))) { fields, given in
                if given.deliveryID == nil { given.readSource(&fields) }
            },
        ]
    )

    private mutating func readRequest(_ fields: inout BodyFields) {
        if let raw = Self.bytes("request", of: fields) {
            if let read = RawRequest(raw) {
                (path, request) = (read.path, read.request)
            } else {
                fields.refuse("request", "Give a request line, headers, a blank line and the body")
            }
        } else {
            request = IncomingRequest(
                headers: Self.headers(&fields),
                body: Self.bytes("body", of: fields) ?? []
            )
        }
        // No relevant header has another name or is longer than the listener accepts.
        request.headers.removeAll { header in
            !header.name.isASCII
                || header.name.utf8.count + header.value.utf8.count > Self.headerLimit
        }
    }

    private mutating func readSource(_ fields: inout BodyFields) {
        source = fields.optionalText("source", limit: Self.nameLimit) ?? sourceInPath ?? ""
        if source.isEmpty { fields.refuse("source", "Required") }
    }

    /// The source that the path names.
    private var sourceInPath: String? {
        let asked = (path ?? "").utf8.prefix { $0 != UInt8(ascii: "?") }
        guard asked.starts(with: Self.webhooks) else { return nil }
        let name = asked.dropFirst(Self.webhooks.count).prefix(Self.nameLimit)
        return String(decoding: name, as: UTF8.self)
    }

    /// The member's text, or the bytes of the Base64 in the member of that name with `Base64`
    /// appended.
    private static func bytes(_ name: String, of fields: BodyFields) -> [UInt8]? {
        fields.value(name)?.string.map { Array($0.utf8) }
            ?? fields.value(name + "Base64")?.string.flatMap { Base64.decode($0) }
    }

    private static func headers(_ fields: inout BodyFields) -> [(name: String, value: String)] {
        guard let members = fields.value("headers")?.members else {
            fields.refuse("headers", "Give headers, or the whole request")
            return []
        }
        return members.flatMap { member in
            (member.value.array ?? [member.value]).map { (member.name, $0.string ?? "") }
        }
    }
}
