internal import InboundHTTP
internal import Settings

extension Endpoint {
    /// The maximum number of open connections; more wait until one ends.
    ///
    /// It leaves enough file descriptors for the log and for requests to other systems.
    var connectionLimit: Int {
        let most = max(64, FileDescriptors.limit - FileDescriptors.reserve)
        return switch self {
        case .webhooks: min(8192, most * 3 / 4)
        case .admin: min(1024, most / 4)
        }
    }

    /// The limits for one client on one connection.
    var limits: ConnectionLimits {
        switch self {
        case .webhooks: ConnectionLimits(idleTimeout: .seconds(30))
        case .admin:
            // A request may wait for the end of its push.
            ConnectionLimits(
                bodyDeadline: .seconds(60),
                answerDeadline: .seconds(3600),
                idleTimeout: .seconds(120)
            )
        }
    }
}
