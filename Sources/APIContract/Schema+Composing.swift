package import Encodings

extension Schema {
    /// An object with required members and optional ones.
    package static func object(
        _ members: KeyValuePairs<String, Schema>,
        optional: KeyValuePairs<String, Schema> = [:]
    ) -> Schema {
        .object(
            required: members.map { ($0.key, $0.value) },
            optional: optional.map { ($0.key, $0.value) }
        )
    }

    /// Like `object`, for members that are not literals.
    package static func object(
        required: [(String, Schema)],
        optional: [(String, Schema)]
    ) -> Schema {
        var properties: CanonicalMap = [:]
        for (name, schema) in required + optional { properties[name] = schema.canonical }
        var keywords: CanonicalMap = ["type": .text("object"), "properties": .map(properties)]
        if !required.isEmpty { keywords["required"] = .list(required.map { .text($0.0) }) }
        return Schema(keywords)
    }

    /// An object with the members of another one and further ones.
    package static func extending(
        _ base: Schema,
        _ members: KeyValuePairs<String, Schema>,
        optional: KeyValuePairs<String, Schema> = [:]
    ) -> Schema {
        allOf([base, object(members, optional: optional)])
    }

    /// What meets all of several schemas.
    package static func allOf(_ schemas: [Schema]) -> Schema {
        Schema(["allOf": .list(schemas.map(\.canonical))])
    }

    /// The schema, or null.
    package var orNull: Schema { Schema.any(of: [self, .null]) }

    /// The schema with a sentence about its meaning.
    package func described(_ text: String) -> Schema {
        adding("description", .text(text))
    }

    /// With a text that shows what one looks like.
    package func example(_ text: String) -> Schema {
        adding("examples", .list([.text(text)]))
    }

    /// With what counts where a request does not say it.
    package func standard(_ value: CanonicalValue) -> Schema {
        adding("default", value)
    }

    private func adding(_ name: String, _ value: CanonicalValue) -> Schema {
        var keywords = keywords
        keywords[name] = value
        return Schema(keywords)
    }
}
