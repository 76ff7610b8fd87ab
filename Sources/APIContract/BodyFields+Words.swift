internal import Encodings
internal import SyncModel

extension BodyFields {
    /// One of the raw values of a type.
    package mutating func word<T: RawRepresentable<String> & CaseIterable>(
        _ name: String
    ) -> T? {
        word(name, of: T.allCases.map(\.rawValue)).flatMap(T.init)
    }

    /// One of these words.
    mutating func word(_ name: String, of words: [String]) -> String? {
        guard let value = value(name) else { return nil }
        let allowed = words.map { "'\($0)'" }.joined(separator: " | ")
        guard let text = value.string else {
            refuseType(name, expected: allowed)
            return nil
        }
        // Only ASCII is compared: no word contains anything else, and hostile text may be slow to
        // compare.
        guard text.isASCII, words.contains(text) else {
            let shown = String(decoding: text.utf8.prefix(64), as: UTF8.self)
            refuse(
                name,
                "Invalid enum value. Expected \(allowed), received '\(shown)'",
                .invalidEnumValue
            )
            return nil
        }
        return text
    }

    /// A time as RFC 3339 writes it; nil where it is absent, or wrong.
    mutating func time(_ name: String) -> Timestamp? {
        guard let value = value(name) else { return nil }
        guard let time = value.string.flatMap(Timestamp.init(rfc3339:)) else {
            refuse(name, "Give a time such as 2026-11-23T08:00:00Z")
            return nil
        }
        return time
    }

    /// A required UUID, in lower case.
    package mutating func uuid(_ name: String) -> String {
        guard value(name) != nil else {
            refuseMissing(name, expected: "string")
            return ""
        }
        return optionalUUID(name) ?? ""
    }

    /// A UUID in lower case; nil where it is absent, or no text.
    package mutating func optionalUUID(_ name: String) -> String? {
        guard let value = value(name) else { return nil }
        guard let text = value.string else {
            refuseType(name, expected: "string")
            return nil
        }
        if !text.isUUID { refuse(name, "Invalid uuid", .invalidString) }
        return text.lowercased()
    }
}

extension JSONValue? {
    /// The name of a value's type in Hanzo KMS's messages.
    package var kind: String {
        switch self {
        case nil: "undefined"
        case .null: "null"
        case .bool: "boolean"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}

extension String {
    /// The text without Unicode white space at either end.
    package var trimmed: String {
        let scalars = unicodeScalars
        let start = scalars.drop(while: \.properties.isWhitespace)
        guard let last = start.lastIndex(where: { !$0.properties.isWhitespace }) else { return "" }
        return String(start[...last])
    }
}
