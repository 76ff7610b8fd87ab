internal import Settings
internal import Synchronization

/// The ports that the endpoints listen on, once they do.
final class ListeningPorts: Sendable {
    private let ports = Mutex<[Endpoint: Int]>([:])

    /// Remembers the port of an endpoint.
    func note(_ endpoint: Endpoint, _ port: Int) {
        ports.withLock { $0[endpoint] = port }
    }

    /// The port of an endpoint; nil before it listens.
    func port(of endpoint: Endpoint) -> Int? { ports.withLock { $0[endpoint] } }
}
