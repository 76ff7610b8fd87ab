package import SyncModel

/// Who makes a request, according to its token.
package struct Caller: Sendable, Equatable {
    /// The token's name; the administrator's is `admin`.
    package var name: String
    /// What the token may do.
    package var role: APIToken.Role
    /// The digest of a named token; nil for the administrator's.
    package var tokenDigest: [UInt8]?

    /// A caller with a token that was checked.
    package init(name: String, role: APIToken.Role, tokenDigest: [UInt8]? = nil) {
        self.name = name
        self.role = role
        self.tokenDigest = tokenDigest
    }

    /// Who the log says acted.
    package var actor: Actor { Actor(type: "token", name: name) }

    /// Whether the caller may use a route; nothing else decides this.
    package func mayUse(_ route: Route) -> Bool {
        switch (route.audience, role) {
        case (.anyone, _), (.auditor, _), (.admin, .admin): true
        case (.admin, .auditor): false
        }
    }
}
