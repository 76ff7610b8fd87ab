internal import Encodings
internal import SyncModel

/// What a value in a request or an answer is, as JSON Schema 2020-12 says it.
struct Schema: Sendable {
    private(set) var keywords: CanonicalMap

    init(_ keywords: CanonicalMap) {
        self.keywords = keywords
    }

    var canonical: CanonicalValue { .map(keywords) }

    static let boolean = Schema(["type": .text("boolean")])
    static let text = Schema(["type": .text("string")])
    static let null = Schema(["type": .text("null")])
    static let uuid = Schema(["type": .text("string"), "format": .text("uuid")])
    static let time = Schema(["type": .text("string"), "format": .text("date-time")])
    /// A place in the log: 1 for the first event, 0 for before it.
    static let position = integer(in: 0...Int64.max)
    /// Any object.
    static let anyObject = Schema(["type": .text("object")])
    /// Anything at all.
    static let anything = Schema([:])

    static func text(_ lengths: ClosedRange<Int64>, pattern: String? = nil) -> Schema {
        var schema = text
        if lengths.lowerBound > 0 { schema.keywords["minLength"] = .integer(lengths.lowerBound) }
        schema.keywords["maxLength"] = .integer(lengths.upperBound)
        if let pattern { schema.keywords["pattern"] = .text(pattern) }
        return schema
    }

    static func slug(_ limit: Int64) -> Schema {
        text(1...limit, pattern: "^[a-z0-9]+(-[a-z0-9]+)*$")
    }

    static func integer(in range: ClosedRange<Int64>) -> Schema {
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

    static func constant(_ text: String) -> Schema {
        Schema(["type": .text("string"), "const": .text(text)])
    }

    static func words(_ words: [String]) -> Schema {
        Schema(["type": .text("string"), "enum": .list(words.map(CanonicalValue.text))])
    }

    /// The words of a type, so that a new one is documented by being there.
    static func words<T: RawRepresentable<String> & CaseIterable>(of type: T.Type) -> Schema {
        words(T.allCases.map(\.rawValue))
    }

    static func list(of element: Schema, count: ClosedRange<Int64>? = nil) -> Schema {
        var schema = Schema(["type": .text("array"), "items": element.canonical])
        if let count {
            schema.keywords["minItems"] = .integer(count.lowerBound)
            schema.keywords["maxItems"] = .integer(count.upperBound)
        }
        return schema
    }

    static func any(of schemas: [Schema]) -> Schema {
        Schema(["anyOf": .list(schemas.map(\.canonical))])
    }

    /// A schema of the document, by its name.
    static func named(_ name: String) -> Schema {
        Schema(["$ref": .text("#/components/schemas/\(name)")])
    }
}
