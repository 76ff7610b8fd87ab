package import Encodings
package import SyncModel

extension APIToken {
    /// What is shown of a token; never the token itself.
    ///
    /// - Parameter lastUsedAt: When it was last given since the start.
    /// - Returns: All members.
    package func view(lastUsedAt: Timestamp?) -> CanonicalValue {
        .record([
            "name": .text(name),
            "role": .text(role.rawValue),
            "createdAt": .text(createdAt.rfc3339),
            "lastUsedAt": .optional(lastUsedAt?.rfc3339) ?? .null,
        ])
    }
}
