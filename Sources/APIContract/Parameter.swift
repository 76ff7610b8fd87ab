internal import Encodings
internal import SyncModel

/// A parameter of the query: its name, what it may be, and how its text is read.
package struct Parameter<Value: Sendable>: Sendable {
    /// What the document says of it.
    package let field: Field
    /// The maximum length of its text in bytes.
    package let byteLimit: Int
    /// Whether it is a word, a name or a number of this API, all of which are ASCII.
    package let isASCII: Bool
    private let kind: Kind<Value>

    /// A parameter that may be left out, unless a presence or `change` says otherwise.
    init(
        _ name: String,
        _ kind: Kind<Value>,
        _ summary: String,
        _ presence: Field.Presence = .optional,
        byteLimit: Int = Query.byteLimit,
        isASCII: Bool = true,
        _ change: (inout Field) -> Void = { _ in }
    ) {
        field = Field(name, kind.form, presence, summary: summary).with(change)
        self.byteLimit = byteLimit
        self.isASCII = isASCII
        self.kind = kind
    }

    /// Its value; nil if the query has none or a wrong one, which the fields then know.
    package func read(_ fields: inout BodyFields) -> Value? {
        kind.value(of: field, in: &fields, for: .create)
    }
}

/// A parameter of any type.
package protocol QueryParameter: Sendable {
    /// What the document says of it.
    var field: Field { get }
    /// The maximum length of its text in bytes.
    var byteLimit: Int { get }
    /// Whether no text beyond ASCII is one.
    var isASCII: Bool { get }
}

extension Parameter: QueryParameter {}

extension Kind<Int64> {
    /// A whole number within limits, as text.
    static func number(in range: ClosedRange<Int64>, else refusal: String? = nil) -> Kind {
        let usual = "Expected a number from \(range.lowerBound) to \(range.upperBound)"
        return Kind(
            form: .integer(range),
            read: { fields, name, _ in
                let number = fields.value(name)?.string.flatMap { Int64($0) }
                if let number, range.contains(number) { return number }
                fields.refuse(name, refusal ?? usual)
                return nil
            },
            write: { .integer($0) }
        )
    }

    /// A position, as text.
    static var position: Kind { .number(in: 0...Int64.max) }
}

extension Kind<Bool> {
    /// `true` means true; anything else means false.
    static func flag(_ schema: Schema = .text) -> Kind {
        .given(schema) { $0.string == "true" }
    }
}

extension Kind<GivenMoment> {
    /// A moment as text, in which an unescaped plus sign of a time's offset arrives as a blank.
    static var momentInQuery: Kind {
        Kind(
            form: moment.form,
            read: { fields, name, _ in
                let text = fields.value(name)?.string?.replacing(" ", with: "+")
                return GivenMoment(name: name, moment: text.flatMap(AsOf.init))
            },
            write: { _ in .null }
        )
    }
}
