internal import InboundHTTP
internal import NIOHTTP1

/// A request's headers, scanned once.
///
/// Values are compared byte by byte: comparing non-ASCII strings normalizes them, which hostile
/// input can make slow.
struct ReceivedHeaders {
    private static let mediaTypes: [StaticString] = [
        "application/json", "application/cloudevents+json", "application/cloudevents-batch+json",
    ]

    /// Every value of every header, as received.
    private(set) var fields: [(name: String, value: String)] = []
    /// Whether names and values together exceed the limit; if so, nothing else was examined.
    let areTooLarge: Bool
    /// The announced length; nil if it is absent or malformed.
    private(set) var contentLength: Int?
    /// Whether the sender waits for a 100 response before the body.
    private(set) var expectsContinue = false
    /// Whether the headers announce an accepted media type without content encoding.
    var isMediaTypeAccepted: Bool { contentTypes == 1 && isContentTypeKnown && !isEncoded }

    private var contentTypes = 0
    private var isContentTypeKnown = false
    private var isEncoded = false

    ///  - Parameters:
    ///   - headers: The headers as received.
    ///   - limit: The maximum total size of names and values in bytes.
    init(_ headers: HTTPHeaders, limit: Int) {
        var byteCount = 0
        for (name, value) in headers { byteCount += name.utf8.count + value.utf8.count }
        areTooLarge = byteCount > limit
        if areTooLarge { return }
        fields.reserveCapacity(headers.count)
        for (name, value) in headers {
            fields.append((name, value))
            // All relevant names start with one of two letters, in either case.
            if let first = name.utf8.first,
                first | 0x20 == UInt8(ascii: "c") || first | 0x20 == UInt8(ascii: "e")
            {
                note(name, value)
            }
        }
    }

    private mutating func note(_ name: String, _ value: String) {
        if isSameWord("content-type", name) {
            contentTypes += 1
            let type = value.utf8.prefix { $0 != UInt8(ascii: ";") }
            isContentTypeKnown = Self.mediaTypes.contains { isSameWord($0, Self.trimmed(type)) }
        } else if isSameWord("content-encoding", name) {
            isEncoded = isEncoded || !isSameWord("identity", Self.trimmed(value.utf8[...]))
        } else if isSameWord("content-length", name) {
            contentLength = Int(value)
        } else if isSameWord("expect", name) {
            expectsContinue = isSameWord("100-continue", value)
        }
    }

    private static func trimmed(_ text: Substring.UTF8View) -> Substring {
        let start = text.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        let end = start.lastIndex { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
        return end.map { Substring(start[...$0]) } ?? ""
    }
}
