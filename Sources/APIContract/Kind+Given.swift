internal import Encodings
package import SyncModel

extension Kind {
    /// A value with a schema of its own, read as it is given.
    ///
    /// - Parameters:
    ///   - schema: Its schema in the document.
    ///   - refusal: The message for a value that `parse` does not take; nil counts it as absent.
    ///   - parse: Returns nil for a value that is not of this kind.
    /// - Returns: A kind that is never shown.
    static func given(
        _ schema: Schema,
        else refusal: String? = nil,
        _ parse: @escaping @Sendable (JSONValue) -> Value?
    ) -> Kind {
        Kind(
            form: .other(schema),
            read: { fields, name, _ in
                let value = fields.value(name).flatMap(parse)
                if value == nil, let refusal { fields.refuse(name, refusal) }
                return value
            },
            write: { _ in .null }
        )
    }
}

extension Kind<String> {
    /// A text with the white space around it; a value of another type counts as absent.
    static func given(_ schema: Schema = .text) -> Kind { .given(schema) { $0.string } }

    /// As `given`, of a text that must not be empty.
    static func nonempty(_ schema: Schema) -> Kind {
        .given(schema, else: "Required") { value in
            value.string.flatMap { $0.isEmpty ? nil : $0 }
        }
    }
}

extension Kind<[String]> {
    /// A list of texts with the white space around them; a value of another type is an empty list.
    static func given(_ schema: Schema, else refusal: String) -> Kind {
        .given(schema, else: refusal) { value in
            let given = value.array ?? []
            let texts = given.compactMap(\.string)
            return texts.count == given.count ? texts : nil
        }
    }
}

/// A moment of the log as a request names it.
package struct GivenMoment: Sendable {
    /// The name of the member or parameter.
    package let name: String
    /// Nil if what was given is neither a position nor a time; whether there is such a position is
    /// not known yet.
    package let moment: AsOf?
}

extension Kind<GivenMoment> {
    /// A position, as a number or a text, or an RFC 3339 time.
    static var moment: Kind {
        Kind(
            form: .other(.any(of: [.position, .time])),
            read: { fields, name, _ in
                let value = fields.value(name)
                let text = value?.integer.map { "\($0)" } ?? value?.string
                return GivenMoment(name: name, moment: text.flatMap(AsOf.init))
            },
            write: { _ in .null }
        )
    }
}
