package import Encodings

/// Who may call the admin API, by the digest of what is given as a bearer token.
package struct APIToken: Sendable, Equatable {
    package enum Role: String, Sendable, CaseIterable {
        /// May do everything.
        case admin
        /// May read, verify and export, and change nothing.
        case auditor
    }

    package var name: String
    package var role: Role
    /// SHA-256 of the token, which is 32 random bytes: nothing that could be guessed.
    package var digest: [UInt8]
    package var createdAt: Timestamp

    package init(name: String, role: Role, digest: [UInt8], createdAt: Timestamp) {
        self.name = name
        self.role = role
        self.digest = digest
        self.createdAt = createdAt
    }
}

extension APIToken: CanonicalCodable {
    package var canonical: CanonicalValue {
        .record([
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
