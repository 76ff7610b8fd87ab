package import Encodings

/// Access to a Checkly account: a named API key.
package struct Connection: Sendable, Equatable {
    /// A UUID in lower case.
    package var id: String
    /// A slug of 1 to 64 characters, unique.
    package var name: String
    /// Free text for people; nil if none was given.
    package var description: String?
    /// Where the log holds the sealed API key.
    package var apiKey: SealedValueReference
    /// When the connection was created.
    package var createdAt: Timestamp
    /// When the connection last changed; equal to `createdAt` at first.
    package var updatedAt: Timestamp

    /// Makes a connection; callers have checked the id and the name.
    package init(
        id: String,
        name: String,
        description: String?,
        apiKey: SealedValueReference,
        createdAt: Timestamp,
        updatedAt: Timestamp
    ) {
        self.id = id
        self.name = name
        self.description = description
        self.apiKey = apiKey
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

extension Connection: CanonicalCodable {
    /// As recorded; contains only the place of the API key.
    package var canonical: CanonicalValue {
        .object([
            "id": .text(id),
            "name": .text(name),
            "description": .optional(description),
            "apiKey": apiKey.canonical,
            "createdAt": .integer(createdAt.microseconds),
            "updatedAt": .integer(updatedAt.microseconds),
        ])
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        self.init(
            id: try canonical.text("id"),
            name: try canonical.text("name"),
            description: try canonical.optionalText("description"),
            apiKey: try canonical.value("apiKey"),
            createdAt: Timestamp(microseconds: try canonical.integer("createdAt")),
            updatedAt: Timestamp(microseconds: try canonical.integer("updatedAt"))
        )
    }
}
