import OutboundHTTP
import SyncModel

/// One request and its answer, over the process's HTTP client.
struct HTTPExchange: Sendable {
    /// What came back.
    struct Answer: Sendable {
        let status: Int
        let body: [UInt8]

        var isSuccess: Bool { (200..<300).contains(status) }
        var text: String { String(decoding: body, as: UTF8.self) }
    }

    /// The process's one client; it lives as long as the process.
    private static let transport = AsyncHTTPClientTransport()

    /// Sends a request and reads the whole answer.
    ///
    /// - Throws: `CommandError.unreachable` when no answer came.
    func send(
        _ method: String,
        to url: String,
        headers: [(String, String)] = [],
        body: [UInt8]? = nil
    ) async throws(CommandError) -> Answer {
        do throws(TransportError) {
            let answer = try await Self.transport.send(
                OutboundRequest(
                    method: method,
                    url: url,
                    headers: headers.map { (name: $0.0, value: $0.1) },
                    body: body
                )
            )
            return Answer(status: answer.status, body: answer.body)
        } catch {
            throw .unreachable(server: url, reason: error.description)
        }
    }
}
