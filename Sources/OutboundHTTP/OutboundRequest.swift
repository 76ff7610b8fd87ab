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
    case tls(TLSProblem)
    /// Could not connect, or the connection broke.
    case connection(String)

    package var description: String {
        switch self {
        case .timedOut: "no answer in time"
        case .responseTooLarge: "the answer is too large"
        case .invalidAddress: "the address is not a URL"
        case .tls(let problem): "the TLS handshake failed: \(problem.message)"
        case .connection(let reason): "the connection failed: \(reason)"
        }
    }
}

/// Why TLS did not come about.
package enum TLSProblem: Sendable, Equatable {
    /// Nobody who is trusted vouches for the certificate, or not for now.
    case notTrusted
    /// The certificate is for another name than the address has.
    case otherName
    /// Whoever is there speaks something else.
    case notSpoken

    /// What is wrong.
    package var message: String {
        switch self {
        case .notTrusted: "its certificate is of a CA that is not trusted here, or has expired"
        case .otherName: "its certificate is for another name than the address"
        case .notSpoken: "no TLS is spoken there"
        }
    }

    /// What to do about it; nothing of it goes by itself.
    package var hint: String {
        switch self {
        case .notTrusted:
            "Name the CA of its certificate in CHECKLY_SYNC_CA_FILE and start the server again, or have "
                + "the certificate renewed."
        case .otherName: "Use a name that is in the certificate, or have one made for this name."
        case .notSpoken: "Look at scheme and port of the address, and at proxies on the way."
        }
    }
}

extension TransportError {
    /// What to do about what does not go by itself; nil for what may.
    package var hint: String? {
        switch self {
        case .tls(let problem): problem.hint
        case .invalidAddress: "Correct the address."
        case .timedOut, .responseTooLarge, .connection: nil
        }
    }
}

/// Sends requests; the real one speaks HTTP, that of a test answers from a script.
package protocol OutboundTransport: Sendable {
    func send(_ request: OutboundRequest) async throws(TransportError) -> OutboundResponse
}
