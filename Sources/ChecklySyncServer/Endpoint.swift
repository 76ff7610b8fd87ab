internal import InboundHTTP

/// One of the two endpoints that the server listens on, and what a client may hold of it.
package enum Endpoint: String, Sendable {
    case webhooks, admin

    /// How many connections may be open; more wait until one ends, and files and Checkly stay reachable.
    var connectionLimit: Int {
        let most = max(64, FileDescriptors.limit - FileDescriptors.reserve)
        return switch self {
        case .webhooks: min(8192, most * 3 / 4)
        case .admin: min(1024, most / 4)
        }
    }

    /// What one client may have of it over one connection.
    var limits: ConnectionLimits {
        switch self {
        case .webhooks: ConnectionLimits(idleTimeout: .seconds(30))
        case .admin:
            // A request may wait until its push has ended.
            ConnectionLimits(
                bodyDeadline: .seconds(60),
                answerDeadline: .seconds(3600),
                idleTimeout: .seconds(120)
            )
        }
    }
}
