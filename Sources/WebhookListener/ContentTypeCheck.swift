internal import HTTPTypes

/// Which bodies are taken, as their headers name them.
enum ContentTypeCheck {
    private static let mediaTypes: Set<String> = [
        "application/json", "application/cloudevents+json", "application/cloudevents-batch+json",
    ]

    static func accepts(_ headers: HTTPFields) -> Bool {
        let encodings = headers[values: .contentEncoding]
        guard encodings.allSatisfy({ trimmed($0[...]) == "identity" }) else { return false }
        let types = headers[values: .contentType]
        guard types.count == 1, let type = types.first else { return false }
        return mediaTypes.contains(trimmed(type.prefix { $0 != ";" }))
    }

    private static func trimmed(_ text: Substring) -> String {
        let start = text.drop { $0 == " " || $0 == "\t" }
        let end = start.lastIndex { $0 != " " && $0 != "\t" }
        return end.map { start[...$0].lowercased() } ?? ""
    }
}
