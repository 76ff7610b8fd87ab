package import Encodings

/// A bearer token of the admin API; the server keeps only its digest.
package struct APIToken: Sendable, Equatable {
    /// The permissions of a token.
    package enum Role: String, Sendable, CaseIterable {
        /// Full access.
        case admin
        /// Read, verify and export; no changes.
        case auditor
    }

    /// A unique name, chosen by whoever creates the token; shown as the actor of its requests.
    package var name: String
    /// What the token permits.
    package var role: Role
    /// SHA-256 of the token.
    ///
    /// A token is 32 random bytes, so its digest cannot be brute-forced.
    package var digest: [UInt8]
    /// When the token was created.
    package var createdAt: Timestamp

    package init(name: String, role: Role, digest: [UInt8], createdAt: Timestamp) {
        self.name = name
        self.role = role
        self.digest = digest
        self.createdAt = createdAt
    }
}

extension APIToken: CanonicalCodable {
    /// As recorded: the digest as bytes, the role as its word.
    package var canonical: CanonicalValue {
        .object([
            "name": .text(name),
            "role": .text(role.rawValue),
            "digest": .bytes(digest),
            "createdAt": .integer(createdAt.microseconds),
        ])
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        self.init(
            name: try canonical.text("name"),
            role: try canonical.word("role"),
            digest: try canonical.bytes("digest"),
            createdAt: Timestamp(microseconds: try canonical.integer("createdAt"))
        )
    }
}
