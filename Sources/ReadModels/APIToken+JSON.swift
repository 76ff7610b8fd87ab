package import Encodings
package import SyncModel

extension APIToken {
    /// The token as the API shows it; never the token itself.
    ///
    /// - Parameter lastUsedAt: When it was last used since the server started.
    /// - Returns: All members.
    package func json(lastUsedAt: Timestamp?) -> CanonicalValue {
        .object([
            "name": .text(name),
            "role": .text(role.rawValue),
            "createdAt": .text(createdAt.rfc3339),
            "expiresAt": .optional(expiresAt?.rfc3339) ?? .null,
            "projects": projects.map { .list($0.map(CanonicalValue.text)) } ?? .null,
            "lastUsedAt": .optional(lastUsedAt?.rfc3339) ?? .null,
        ])
    }
}
