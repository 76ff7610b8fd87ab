internal import Glibc
internal import InboundHTTP

/// One of the two sides that the server listens on, and what a client may hold of it.
package enum Side: String, Sendable {
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

/// How many files and connections this process may have open.
enum FileDescriptors {
    /// What the log, the loops and requests to Checkly and key management systems need.
    static let reserve = 256

    static var limit: Int {
        var limits = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits) == 0 else {
            return 1024
        }
        return Int(clamping: limits.rlim_cur)
    }

    /// Takes as many as the system allows, since the usual 1,024 are a limit for programs with `select`.
    static func raiseLimit() {
        var limits = rlimit()
        let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard getrlimit(files, &limits) == 0 else { return }
        limits.rlim_cur = limits.rlim_max
        _ = setrlimit(files, &limits)
    }
}
