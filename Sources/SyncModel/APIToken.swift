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
    /// From when on the token is refused; nil if never.
    package var expiresAt: Timestamp?
    /// The projects whose syncs it may be used for, sorted; nil if it is for everything.
    package var projects: [String]?

    package init(
        name: String,
        role: Role,
        digest: [UInt8],
        createdAt: Timestamp,
        expiresAt: Timestamp? = nil,
        projects: [String]? = nil
    ) {
        self.name = name
        self.role = role
        self.digest = digest
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.projects = projects
    }

    /// Whether the token is still good at a time.
    package func isValid(at now: Timestamp) -> Bool { expiresAt.map { now < $0 } ?? true }
}

extension APIToken: CanonicalCodable {
    /// The maximum number of projects of a token.
    package static let projectLimit = 64

    /// As recorded: the digest as bytes, the role as its word, what has no value left out.
    package var canonical: CanonicalValue {
        .object([
            "name": .text(name),
            "role": .text(role.rawValue),
            "digest": .bytes(digest),
            "createdAt": .integer(createdAt.microseconds),
            "expiresAt": .optional(expiresAt?.microseconds),
            "projects": projects.map { .list($0.map(CanonicalValue.text)) },
        ])
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        self.init(
            name: try canonical.text("name"),
            role: try canonical.word("role"),
            digest: try canonical.bytes("digest"),
            createdAt: Timestamp(microseconds: try canonical.integer("createdAt")),
            expiresAt: try canonical.optionalInteger("expiresAt")
                .map(Timestamp.init(microseconds:)),
            projects: canonical.optionalMember("projects") == nil
                ? nil : try canonical.texts("projects")
        )
    }
}
