internal import APIContract
internal import APIRoutes
internal import SyncModel

/// Who makes a request, according to its token.
struct Caller: Sendable, Equatable {
    var name: String
    var role: APIToken.Role
    /// The digest of a named token; nil for the administrator's.
    var tokenDigest: [UInt8]?

    var actor: Actor { Actor(type: "token", name: name) }

    /// Whether the caller may use a route; nothing else decides this.
    func mayUse(_ route: Route) -> Bool {
        switch (route.audience, role) {
        case (.anyone, _), (.auditor, _), (.admin, .admin): true
        case (.admin, .auditor): false
        }
    }
}
