internal import ServiceLifecycle
internal import Settings

/// The ports that a running server listens on.
package struct RunningAddresses: Sendable {
    /// The port of the webhook endpoint.
    package let webhookPort: Int
    /// The port of the admin endpoint.
    package let adminPort: Int
}

/// Announces the ports once both endpoints listen.
struct PortAnnouncing: Service {
    /// The port of an endpoint that has begun to listen.
    typealias Port = (endpoint: Endpoint, port: Int)

    let ports: AsyncStream<Port>
    let onReady: @Sendable (RunningAddresses) -> Void

    func run() async throws {
        var found: [Endpoint: Int] = [:]
        for await (endpoint, port) in ports.cancelOnGracefulShutdown() {
            found[endpoint] = port
            if let webhooks = found[.webhooks], let admin = found[.admin] {
                onReady(RunningAddresses(webhookPort: webhooks, adminPort: admin))
                break
            }
        }
        // To return before it is told to stop would count as a failure if another service is being
        // stopped at that time.
        try? await gracefulShutdown()
    }
}
