package import SyncModel

/// Who makes a request, according to its token.
package struct Caller: Sendable, Equatable {
    /// The token's name; the administrator's is `admin`.
    package var name: String
    /// What the token may do.
    package var role: APIToken.Role
    /// The digest of the token; nil for a caller without one.
    package var tokenDigest: [UInt8]?
    /// The projects whose syncs the token may be used for; nil if it is for everything.
    package var projects: Set<String>?
    /// What the token's owner uses, such as `dashboard`; nil for programs.
    package var surface: String?

    /// A caller with a token that was checked.
    package init(
        name: String,
        role: APIToken.Role,
        tokenDigest: [UInt8]? = nil,
        projects: Set<String>? = nil,
        surface: String? = nil
    ) {
        self.name = name
        self.role = role
        self.tokenDigest = tokenDigest
        self.projects = projects
        self.surface = surface
    }

    /// Who the log says acted; the id tells on which surface.
    package var actor: Actor { Actor(type: "token", id: surface, name: name) }

    /// The caller on a surface of this server.
    ///
    /// - Parameter surface: A fixed word, such as `dashboard`.
    /// - Returns: The same caller, acting there.
    package func on(_ surface: String) -> Caller {
        var caller = self
        caller.surface = surface
        return caller
    }

    /// Whether the caller may use a route; with a token for certain projects, whether it may do so
    /// for some of them.
    package func mayUse(_ route: Route) -> Bool {
        if projects != nil, route.reach == .everything { return false }
        return switch (route.audience, role) {
        case (.anyone, _), (.auditor, _), (.admin, .admin): true
        case (.admin, .auditor): false
        }
    }
}
