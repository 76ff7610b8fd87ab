internal import NIOHTTP1

/// A request's headers, gone through once.
struct ReceivedHeaders {
    private static let mediaTypes: Set<String> = [
        "application/json", "application/cloudevents+json", "application/cloudevents-batch+json",
    ]

    /// Every value of every header, as it came.
    private(set) var fields: [(name: String, value: String)] = []
    /// Of names and values together.
    private(set) var byteCount = 0
    /// As announced; nil where it is not, or not understood.
    private(set) var contentLength: Int?
    /// Whether the sender waits with the body until it is told that it may come.
    private(set) var expectsContinue = false
    /// Whether the body is one of the kinds that are taken, as the headers name it, and not encoded.
    var isMediaTypeAccepted: Bool { contentTypes == 1 && isContentTypeKnown && !isEncoded }

    private var contentTypes = 0
    private var isContentTypeKnown = false
    private var isEncoded = false

    init(_ headers: HTTPHeaders) {
        fields.reserveCapacity(headers.count)
        for (name, value) in headers {
            byteCount += name.utf8.count + value.utf8.count
            fields.append((name, value))
            // The names that matter here begin with one of two letters, whatever their case.
            if let first = name.utf8.first,
                first | 0x20 == UInt8(ascii: "c") || first | 0x20 == UInt8(ascii: "e")
            {
                note(name.lowercased(), value)
            }
        }
    }

    private mutating func note(_ name: String, _ value: String) {
        switch name {
        case "content-type":
            contentTypes += 1
            isContentTypeKnown = Self.isKnown(value)
        case "content-encoding":
            isEncoded = isEncoded || Self.trimmed(value[...]) != "identity"
        case "content-length": contentLength = Int(value)
        case "expect": expectsContinue = value.lowercased() == "100-continue"
        default: break
        }
    }

    private static func isKnown(_ type: String) -> Bool {
        mediaTypes.contains(type) || mediaTypes.contains(trimmed(type.prefix { $0 != ";" }))
    }

    private static func trimmed(_ text: Substring) -> String {
        let start = text.drop { $0 == " " || $0 == "\t" }
        let end = start.lastIndex { $0 != " " && $0 != "\t" }
        return end.map { start[...$0].lowercased() } ?? ""
    }
}
