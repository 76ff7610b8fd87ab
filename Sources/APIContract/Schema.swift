package import Encodings

/// The type of a value in a request or a response, as JSON Schema 2020-12.
package struct Schema: Sendable {
    /// The keywords of JSON Schema with their values.
    package private(set) var keywords: CanonicalMap

    /// A schema of these keywords.
    package init(_ keywords: CanonicalMap) {
        self.keywords = keywords
    }

    /// As the document holds it.
    package var canonical: CanonicalValue { .map(keywords) }

    /// True or false.
    package static let boolean = Schema(["type": .text("boolean")])
    /// Any text.
    package static let text = Schema(["type": .text("string")])
    /// Null and nothing else.
    package static let null = Schema(["type": .text("null")])
    /// A UUID with hyphens.
    package static let uuid = Schema(["type": .text("string"), "format": .text("uuid")])
    /// A time as RFC 3339 writes it.
    package static let time = Schema(["type": .text("string"), "format": .text("date-time")])
    /// A position in the log: 1 for the first event, 0 before it.
    package static let position = integer(in: 0...Int64.max)
    /// Any object.
    package static let anyObject = Schema(["type": .text("object")])
    /// Anything at all.
    package static let anything = Schema([:])

    /// A text of so many characters, which matches a pattern where one is given.
    package static func text(_ lengths: ClosedRange<Int64>, pattern: String? = nil) -> Schema {
        var schema = text
        if lengths.lowerBound > 0 { schema.keywords["minLength"] = .integer(lengths.lowerBound) }
        schema.keywords["maxLength"] = .integer(lengths.upperBound)
        if let pattern { schema.keywords["pattern"] = .text(pattern) }
        return schema
    }

    /// Lower-case letters and digits in groups that single hyphens part; at most `limit` characters
    /// in all.
    package static func slug(_ limit: Int64) -> Schema {
        text(1...limit, pattern: "^[a-z0-9]+(-[a-z0-9]+)*$")
    }

    /// A whole number; one without a limit is of 64 bits.
    package static func integer(in range: ClosedRange<Int64>) -> Schema {
        var schema = Schema([
            "type": .text("integer"), "minimum": .integer(range.lowerBound),
        ])
        if range.upperBound < Int64.max {
            schema.keywords["maximum"] = .integer(range.upperBound)
        } else {
            schema.keywords["format"] = .text("int64")
        }
        return schema
    }

    /// One text and no other.
    package static func constant(_ text: String) -> Schema {
        Schema(["type": .text("string"), "const": .text(text)])
    }

    /// One of some texts.
    package static func words(_ words: [String]) -> Schema {
        Schema(["type": .text("string"), "enum": .list(words.map(CanonicalValue.text))])
    }

    /// The raw values of a type, so that new ones are documented automatically.
    package static func words<T: RawRepresentable<String> & CaseIterable>(of type: T.Type) -> Schema
    {
        words(T.allCases.map(\.rawValue))
    }

    /// A list whose elements are alike, of so many where `count` says it.
    package static func list(of element: Schema, count: ClosedRange<Int64>? = nil) -> Schema {
        var schema = Schema(["type": .text("array"), "items": element.canonical])
        if let count {
            schema.keywords["minItems"] = .integer(count.lowerBound)
            schema.keywords["maxItems"] = .integer(count.upperBound)
        }
        return schema
    }

    /// What at least one of the schemas takes.
    package static func any(of schemas: [Schema]) -> Schema {
        Schema(["anyOf": .list(schemas.map(\.canonical))])
    }

    /// A schema of the document, by name.
    package static func named(_ name: String) -> Schema {
        Schema(["$ref": .text("#/components/schemas/\(name)")])
    }
}
