/// An HTTP request to another system.
package struct OutboundRequest: Sendable {
    /// An HTTP method such as `GET`.
    package var method: String
    /// The absolute URL.
    package var url: String
    /// Sent in this order; names may repeat.
    package var headers: [(name: String, value: String)]
    /// Nil sends no body.
    package var body: [UInt8]?
    /// The time limit for the whole exchange.
    package var deadline: Duration
    /// The maximum size of the response body in bytes; a larger one fails.
    ///
    /// Nil reads none of it: the response is complete with its head.
    package var responseLimit: Int?

    package init(
        method: String,
        url: String,
        headers: [(name: String, value: String)] = [],
        body: [UInt8]? = nil,
        deadline: Duration = .seconds(30),
        responseLimit: Int? = 16 << 20
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.deadline = deadline
        self.responseLimit = responseLimit
    }
}

/// A complete HTTP response.
package struct OutboundResponse: Sendable {
    /// The HTTP status.
    package var status: Int
    /// In the order received; names may repeat.
    package var headers: [(name: String, value: String)]
    /// The whole body, without content encoding; at most `responseLimit` bytes, none without it.
    package var body: [UInt8]

    /// Makes a response, as tests and scripted transports do.
    package init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first value of a header; the case of its name is ignored.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

/// Why there is no response; the other side may or may not have carried out the request.
package enum TransportError: Error, Sendable, Equatable, CustomStringConvertible {
    /// No complete response arrived before the deadline.
    case timedOut
    /// The body exceeds `OutboundRequest.responseLimit`.
    case responseTooLarge
    /// The address is not a URL.
    case invalidAddress
    /// The connection was made, but the TLS handshake failed.
    case tls(TLSProblem)
    /// Could not connect, or the connection broke; carries the reason.
    case connection(String)

    /// What happened, as the end of a sentence without a full stop.
    package var description: String {
        switch self {
        case .timedOut: "no response in time"
        case .responseTooLarge: "the response is too large"
        case .invalidAddress: "the address is not a URL"
        case .tls(let problem): "the TLS handshake failed: \(problem.message)"
        case .connection(let reason): "the connection failed: \(reason)"
        }
    }
}

/// Why a TLS handshake failed.
package enum TLSProblem: Sendable, Equatable {
    /// No trusted CA signed the certificate, or it has expired.
    case notTrusted
    /// The certificate is for a name other than that in the address.
    case otherName
    /// The other side does not speak TLS.
    case notSpoken

    /// What is wrong.
    package var message: String {
        switch self {
        case .notTrusted: "its certificate has expired, or its CA is not trusted here"
        case .otherName: "its certificate is for another name"
        case .notSpoken: "the server does not speak TLS"
        }
    }

    /// How to fix it; retrying cannot help.
    package var hint: String {
        switch self {
        case .notTrusted:
            "Name its CA in CHECKLY_SYNC_CA_FILE and restart the server, or have the certificate "
                + "renewed."
        case .otherName: "Use a name in the certificate, or get a certificate for this name."
        case .notSpoken: "Check the address's scheme and port, and any proxies in between."
        }
    }
}

extension TransportError {
    /// How to fix it; nil if retrying may help.
    package var hint: String? {
        switch self {
        case .tls(let problem): problem.hint
        case .invalidAddress: "Correct the address."
        case .timedOut, .responseTooLarge, .connection: nil
        }
    }
}

/// Sends requests over HTTP, or in tests answers them from a script.
package protocol OutboundTransport: Sendable {
    /// Sends one request, without retries.
    func send(_ request: OutboundRequest) async throws(TransportError) -> OutboundResponse
}
