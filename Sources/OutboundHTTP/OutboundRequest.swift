/// One HTTP request to another system.
package struct OutboundRequest: Sendable {
    package var method: String
    package var url: String
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]?
    /// How long the whole exchange may take.
    package var deadline: Duration
    /// The largest answer taken, in bytes.
    package var responseLimit: Int

    package init(
        method: String,
        url: String,
        headers: [(name: String, value: String)] = [],
        body: [UInt8]? = nil,
        deadline: Duration = .seconds(30),
        responseLimit: Int = 16 << 20
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.deadline = deadline
        self.responseLimit = responseLimit
    }
}

/// What came back.
package struct OutboundResponse: Sendable {
    package var status: Int
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]

    package init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first value of a header, whatever the case of its name.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

/// Why no answer came; whether the request was carried out is then not known.
package enum TransportError: Error, Sendable, Equatable, CustomStringConvertible {
    case timedOut
    case responseTooLarge
    case invalidAddress
    /// Somebody is there, and TLS did not come about.
    case tls(String)
    /// Could not connect, or the connection broke.
    case connection(String)

    package var description: String {
        switch self {
        case .timedOut: "no answer in time"
        case .responseTooLarge: "the answer is too large"
        case .invalidAddress: "the address is not a URL"
        case .tls(let reason): "the TLS handshake failed: \(reason)"
        case .connection(let reason): "the connection failed: \(reason)"
        }
    }
}

/// Sends requests; the real one speaks HTTP, that of a test answers from a script.
package protocol OutboundTransport: Sendable {
    func send(_ request: OutboundRequest) async throws(TransportError) -> OutboundResponse
}
