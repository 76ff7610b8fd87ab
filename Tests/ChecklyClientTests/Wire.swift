import Encodings
import OutboundHTTP
import Synchronization
import Testing

/// The real transport, with a place to do something just before a request goes out.
final class Wire: OutboundTransport {
    typealias Act = @Sendable (OutboundRequest) async throws -> Void

    // One for all, since a client must be shut down and this one ends with the process.
    private static let transport = AsyncHTTPClientTransport()
    private let act = Mutex<Act?>(nil)
    private let sent = Mutex<[OutboundRequest]>([])

    /// What was sent so far, oldest first.
    var requests: [OutboundRequest] { sent.withLock(\.self) }

    /// Acts before the request with this method that comes after `skipped` others of it.
    func before(_ method: String, skipping skipped: Int = 0, _ act: @escaping Act) {
        let left = Mutex(skipped)
        self.act.withLock {
            $0 = { request in
                guard request.method == method else { return }
                let isDue = left.withLock { left in
                    left -= 1
                    return left == -1
                }
                if isDue { try await act(request) }
            }
        }
    }

    func send(_ request: OutboundRequest) async throws(TransportError) -> OutboundResponse {
        do {
            try await act.withLock(\.self)?(request)
        } catch {
            Issue.record(error)
        }
        sent.withLock { $0.append(request) }
        return try await Self.transport.send(request)
    }
}
