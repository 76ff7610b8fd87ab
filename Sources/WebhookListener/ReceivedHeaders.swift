internal import InboundHTTP
internal import NIOHTTP1

/// A request's headers, gone through once.
///
/// Their values are looked at byte by byte: comparing strings that are not ASCII takes their normal
/// form, which a sender can make as dear as it likes.
struct ReceivedHeaders {
    private static let mediaTypes: [StaticString] = [
        "application/json", "application/cloudevents+json", "application/cloudevents-batch+json",
    ]

    /// Every value of every header, as it came.
    private(set) var fields: [(name: String, value: String)] = []
    /// Whether names and values together have more bytes than are allowed; then nothing else was
    /// looked at.
    let areTooLarge: Bool
    /// As announced; nil where it is not, or not understood.
    private(set) var contentLength: Int?
    /// Whether the sender waits with the body until it is told that it may come.
    private(set) var expectsContinue = false
    /// Whether the body is one of the kinds that are taken, as the headers name it, and not encoded.
    var isMediaTypeAccepted: Bool { contentTypes == 1 && isContentTypeKnown && !isEncoded }

    private var contentTypes = 0
    private var isContentTypeKnown = false
    private var isEncoded = false

    /// - Parameters:
    ///   - headers: As they came.
    ///   - limit: How many bytes names and values may have together.
    init(_ headers: HTTPHeaders, limit: Int) {
        var byteCount = 0
        for (name, value) in headers { byteCount += name.utf8.count + value.utf8.count }
        areTooLarge = byteCount > limit
        if areTooLarge { return }
        fields.reserveCapacity(headers.count)
        for (name, value) in headers {
            fields.append((name, value))
            // The names that matter here begin with one of two letters, whatever their case.
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
