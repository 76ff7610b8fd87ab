package import Hummingbird
package import Logging

/// A Checkly on this machine: the API that a sync needs, over a state that tests can inspect.
package struct SandboxCheckly: Sendable {
    private let serving: SandboxServing

    /// Makes a Checkly that serves `state`.
    package init(state: SandboxChecklyState, logger: Logger) {
        serving = SandboxServing(logger: logger) { request in
            if let latency = await state.faults.latency { try? await Task.sleep(for: latency) }
            return await state.outcome(for: request)
        }
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
