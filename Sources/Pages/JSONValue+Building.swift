package import Encodings

extension JSONValue {
    /// An object without what is nil.
    package static func members(_ members: KeyValuePairs<String, JSONValue?>) -> JSONValue {
        .object(
            members.compactMap { name, value in
                value.map { JSONValue.Member(name: name, value: $0) }
            }
        )
    }

    /// A position of the log, with or without the sign before it, or a time.
    package static func moment(_ text: String) -> JSONValue {
        Int64(text.withoutNumberSign).map { .number(String($0)) } ?? .string(text)
    }
}

extension String {
    /// A position without the sign that people write before it.
    package var withoutNumberSign: String { hasPrefix("#") ? String(dropFirst()) : self }
}
