package import Encodings

/// Who caused an event, as far as the sender or the server knows.
package struct Actor: Sendable, Equatable {
    /// `user`, `identity`, `token`, `server`, or a word of the sender's own.
    package var type: String
    /// The sender's identifier for the actor, if it gives one.
    package var id: String?
    /// A name for display, if the sender gives one.
    package var name: String?

    /// Makes an actor as a sender or a token describes it.
    package init(type: String, id: String? = nil, name: String? = nil) {
        self.type = type
        self.id = id
        self.name = name
    }
}

extension Actor: CanonicalCodable {
    /// As recorded; an absent id or name is omitted.
    package var canonical: CanonicalValue {
        .object(["type": .text(type), "id": .optional(id), "name": .optional(name)])
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        self.init(
            type: try canonical.text("type"),
            id: try canonical.optionalText("id"),
            name: try canonical.optionalText("name")
        )
    }
}
