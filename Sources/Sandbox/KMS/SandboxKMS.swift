package import Hummingbird
package import Logging

/// A KMS on this machine: login, fetching of folders, and a signed webhook for every change.
package struct SandboxKMS: Sendable {
    private let serving: SandboxServing

    /// Makes a KMS that serves `state`.
    package init(state: SandboxKMSState, logger: Logger) {
        serving = SandboxServing(logger: logger) { await state.outcome(for: $0) }
    }

    /// The routes, for tests without a socket.
    package func router() -> Router<SandboxRequestContext> {
        serving.router()
    }

    /// Makes the server.
    ///
    /// - Parameters:
    ///   - address: The address to listen on.
    ///   - port: The port to listen on; 0 lets the system choose.
    ///   - onRunning: Called with the port once the server accepts requests.
    /// - Returns: An application that serves until it is cancelled.
    package func makeApplication(
        address: String = "127.0.0.1",
        port: Int,
        onRunning: @escaping @Sendable (Int) async -> Void = { _ in }
    ) -> Application<RouterResponder<SandboxRequestContext>> {
        serving.makeApplication(address: address, port: port, onRunning: onRunning)
    }
}
