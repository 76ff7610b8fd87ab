package import Encodings

/// What a value in a request or an answer is, as JSON Schema 2020-12 says it.
package struct Schema: Sendable {
    package private(set) var keywords: CanonicalMap

    package init(_ keywords: CanonicalMap) {
        self.keywords = keywords
    }

    package var canonical: CanonicalValue { .map(keywords) }

    package static let boolean = Schema(["type": .text("boolean")])
    package static let text = Schema(["type": .text("string")])
    package static let null = Schema(["type": .text("null")])
    package static let uuid = Schema(["type": .text("string"), "format": .text("uuid")])
    package static let time = Schema(["type": .text("string"), "format": .text("date-time")])
    /// A place in the log: 1 for the first event, 0 for before it.
    package static let position = integer(in: 0...Int64.max)
    /// Any object.
    package static let anyObject = Schema(["type": .text("object")])
    /// Anything at all.
    package static let anything = Schema([:])

    package static func text(_ lengths: ClosedRange<Int64>, pattern: String? = nil) -> Schema {
        var schema = text
        if lengths.lowerBound > 0 { schema.keywords["minLength"] = .integer(lengths.lowerBound) }
        schema.keywords["maxLength"] = .integer(lengths.upperBound)
        if let pattern { schema.keywords["pattern"] = .text(pattern) }
        return schema
    }

    package static func slug(_ limit: Int64) -> Schema {
        text(1...limit, pattern: "^[a-z0-9]+(-[a-z0-9]+)*$")
    }

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

    package static func constant(_ text: String) -> Schema {
        Schema(["type": .text("string"), "const": .text(text)])
    }

    package static func words(_ words: [String]) -> Schema {
        Schema(["type": .text("string"), "enum": .list(words.map(CanonicalValue.text))])
    }

    /// The words of a type, so that a new one is documented by being there.
    package static func words<T: RawRepresentable<String> & CaseIterable>(of type: T.Type) -> Schema
    {
        words(T.allCases.map(\.rawValue))
    }

    package static func list(of element: Schema, count: ClosedRange<Int64>? = nil) -> Schema {
        var schema = Schema(["type": .text("array"), "items": element.canonical])
        if let count {
            schema.keywords["minItems"] = .integer(count.lowerBound)
            schema.keywords["maxItems"] = .integer(count.upperBound)
        }
        return schema
    }

    package static func any(of schemas: [Schema]) -> Schema {
        Schema(["anyOf": .list(schemas.map(\.canonical))])
    }

    /// A schema of the document, by its name.
    package static func named(_ name: String) -> Schema {
        Schema(["$ref": .text("#/components/schemas/\(name)")])
    }
}
