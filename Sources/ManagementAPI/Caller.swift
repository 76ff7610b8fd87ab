internal import SyncModel

/// Who makes a request, by the token given.
struct Caller: Sendable, Equatable {
    var name: String
    var role: APIToken.Role
    /// The digest of a named token; nil for the administrator's.
    var tokenDigest: [UInt8]?

    var actor: Actor { Actor(type: "token", name: name) }

    /// Routes that an auditor may use although they are no reading: none of them changes anything.
    private static let openToAuditors: Set<String> = [
        "POST /api/v1/secret-syncs/checkly/:syncId/plan", "POST /api/v1/secret-syncs/checkly/plan",
        "POST /api/v1/audit/exports",
    ]

    /// Whether the caller may use a route; the one place that decides it.
    func may(_ method: String, _ route: String) -> Bool {
        switch role {
        case .admin: true
        case .auditor:
            ["GET", "HEAD"].contains(method) || Self.openToAuditors.contains("\(method) \(route)")
        }
    }
}
