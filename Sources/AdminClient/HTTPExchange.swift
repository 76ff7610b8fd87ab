internal import OutboundHTTP
internal import Synchronization

/// One request and its answer, over one of the process's HTTP clients.
package struct HTTPExchange: Sendable {
    /// The answer, whatever its status.
    package struct Answer: Sendable {
        /// The HTTP status.
        package let status: Int
        /// The whole body.
        package let body: [UInt8]

        /// Whether the status is 2xx.
        package var isSuccess: Bool { (200..<300).contains(status) }
        /// The body; what is no UTF-8 is replaced.
        package var text: String { String(decoding: body, as: UTF8.self) }
    }

    /// The process's clients by whom they trust; they live as long as the process.
    private static let transports = Mutex<[String: AsyncHTTPClientTransport]>([:])

    private let caFile: String?

    /// - Parameter caFile: A PEM file with CAs that are trusted besides those of the system.
    package init(trusting caFile: String? = nil) {
        self.caFile = caFile
    }

    /// Sends a request and reads the whole answer, which has to be there before the deadline.
    ///
    /// - Throws: `AdminClientError.noAnswer` when no answer came, `.untrusted` when there is
    ///   somebody who is not trusted, `.unreadable` when the CA's file holds no certificate.
    package func send(
        _ method: String,
        to url: String,
        headers: [(String, String)] = [],
        body: [UInt8]? = nil,
        deadline: Duration = .seconds(30)
    ) async throws(AdminClientError) -> Answer {
        let transport = try transport()
        do throws(TransportError) {
            let answer = try await transport.send(
                OutboundRequest(
                    method: method,
                    url: url,
                    headers: headers.map { (name: $0.0, value: $0.1) },
                    body: body,
                    deadline: deadline
                )
            )
            return Answer(status: answer.status, body: answer.body)
        } catch .tls(let problem) {
            throw .untrusted(server: url, reason: problem.message)
        } catch {
            throw .noAnswer(url: url, reason: error.description)
        }
    }

    private func transport() throws(AdminClientError) -> AsyncHTTPClientTransport {
        let key = caFile ?? ""
        return try Self.transports.withLock { transports throws(AdminClientError) in
            if let known = transports[key] { return known }
            let made: AsyncHTTPClientTransport
            if let caFile {
                guard let trusting = AsyncHTTPClientTransport(trusting: caFile) else {
                    throw .unreadable(path: caFile)
                }
                made = trusting
            } else {
                made = AsyncHTTPClientTransport()
            }
            transports[key] = made
            return made
        }
    }
}
