internal import HTTPTypes

/// A request's headers, gone through once.
struct ReceivedHeaders {
    private static let mediaTypes: Set<String> = [
        "application/json", "application/cloudevents+json", "application/cloudevents-batch+json",
    ]

    /// Every value of every header, names in lower case.
    private(set) var fields: [(name: String, value: String)] = []
    /// Of names and values together.
    private(set) var byteCount = 0
    /// As announced; nil where it is not, or not understood.
    private(set) var contentLength: Int?
    /// Whether the body is one of the kinds that are taken, as the headers name it, and not encoded.
    var isMediaTypeAccepted: Bool { contentTypes == 1 && isContentTypeKnown && !isEncoded }

    private var contentTypes = 0
    private var isContentTypeKnown = false
    private var isEncoded = false

    init(_ headers: HTTPFields) {
        fields.reserveCapacity(headers.count)
        for field in headers {
            byteCount += field.name.rawName.utf8.count + field.value.utf8.count
            fields.append((field.name.canonicalName, field.value))
            switch field.name {
            case .contentType:
                contentTypes += 1
                isContentTypeKnown = Self.isKnown(field.value)
            case .contentEncoding:
                isEncoded = isEncoded || Self.trimmed(field.value[...]) != "identity"
            case .contentLength: contentLength = Int(field.value)
            default: break
            }
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
