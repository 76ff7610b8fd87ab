internal import AsyncHTTPClient
internal import FoundationEssentials
internal import NIOCore
internal import NIOHTTP1
internal import NIOSSL

/// Sends requests with async-http-client: no redirects, bounded responses, no logging.
package struct AsyncHTTPClientTransport: OutboundTransport {
    private let proxies: OutboundProxies
    /// One client without a proxy, and one per proxy.
    private let direct: HTTPClient
    private let proxied: [OutboundProxies.Server: HTTPClient]

    ///  - Parameters:
    ///   - connectTimeout: The maximum time to connect.
    ///   - proxies: The proxies to use.
    package init(connectTimeout: Duration = .seconds(10), proxies: OutboundProxies = .none) {
        self.init(connectTimeout: connectTimeout, trusting: [], proxies)
    }

    /// Also trusts the CA certificates in a PEM file; returns nil if the file contains none.
    package init?(trusting caFile: String, proxies: OutboundProxies = .none) {
        guard let roots = try? NIOSSLCertificate.fromPEMFile(caFile), !roots.isEmpty else {
            return nil
        }
        self.init(connectTimeout: .seconds(10), trusting: roots, proxies)
    }

    private init(
        connectTimeout: Duration,
        trusting roots: [NIOSSLCertificate],
        _ proxies: OutboundProxies
    ) {
        self.proxies = proxies
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout.connect = .milliseconds(connectTimeout.milliseconds)
        // Callers retry by their own rules; retries here would hide a dead peer from them.
        configuration.connectionPool.retryConnectionEstablishment = false
        // Enough for all concurrent requests of one run and some for other accounts.
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 32
        if !roots.isEmpty {
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.additionalTrustRoots = [.certificates(roots)]
            configuration.tlsConfiguration = tls
        }
        direct = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        var proxied: [OutboundProxies.Server: HTTPClient] = [:]
        for server in proxies.servers {
            configuration.proxy = .server(
                host: server.host,
                port: server.port,
                authorization: server.credentials.map {
                    .basic(credentials: Data($0.utf8).base64EncodedString())
                }
            )
            proxied[server] = HTTPClient(
                eventLoopGroupProvider: .singleton,
                configuration: configuration
            )
        }
        self.proxied = proxied
    }

    /// Closes all connections; nothing may be sent afterwards.
    package func shutdown() async {
        for client in [direct] + proxied.values { try? await client.shutdown() }
    }

    /// Sends one request and reads the whole response.
    package func send(
        _ request: OutboundRequest
    ) async throws(TransportError) -> OutboundResponse {
        var outgoing = HTTPClientRequest(url: request.url)
        outgoing.method = .init(rawValue: request.method)
        for (name, value) in request.headers { outgoing.headers.add(name: name, value: value) }
        if let body = request.body { outgoing.body = .bytes(ByteBuffer(bytes: body)) }
        do {
            let client = proxies.server(for: request.url).flatMap { proxied[$0] } ?? direct
            return try await answer(
                to: outgoing,
                through: client,
                within: request.deadline,
                upTo: request.responseLimit
            )
        } catch let error as TransportError {
            throw error
        } catch let error as HTTPClientError {
            throw Self.transportError(error)
        } catch is NIOTooManyBytesError {
            throw .responseTooLarge
        } catch NIOSSLError.handshakeFailed(let error) {
            let isUntrusted = "\(error)".contains("CERTIFICATE_VERIFY_FAILED")
            throw .tls(isUntrusted ? .notTrusted : .notSpoken)
        } catch let error as NIOSSLExtraError where error == .failedToValidateHostname {
            throw .tls(.otherName)
        } catch {
            throw .connection(connectionTrouble(error))
        }
    }

    /// The client's own deadline covers only the head of the response, so the body races a second
    /// one.
    private func answer(
        to request: HTTPClientRequest,
        through client: HTTPClient,
        within deadline: Duration,
        upTo limit: Int?
    ) async throws -> OutboundResponse {
        try await withThrowingTaskGroup(of: OutboundResponse.self) { race in
            race.addTask {
                try await Task.sleep(for: deadline)
                throw TransportError.timedOut
            }
            race.addTask {
                let response = try await client.execute(
                    request,
                    timeout: .milliseconds(deadline.milliseconds)
                )
                // One that is not read ends with its connection.
                var body = ByteBuffer()
                if let limit { body = try await response.body.collect(upTo: limit) }
                return OutboundResponse(
                    status: Int(response.status.code),
                    headers: response.headers.map { ($0.name, $0.value) },
                    body: body.readBytes(length: body.readableBytes) ?? []
                )
            }
            defer { race.cancelAll() }
            guard let first = try await race.next() else { throw TransportError.timedOut }
            return first
        }
    }

    private static func transportError(_ error: HTTPClientError) -> TransportError {
        switch error {
        case .deadlineExceeded, .readTimeout, .connectTimeout: .timedOut
        case .invalidURL, .emptyHost, .emptyScheme: .invalidAddress
        case .remoteConnectionClosed: .connection("the other side closed it")
        default: .connection(error.shortDescription)
        }
    }
}

extension Duration {
    /// Whole milliseconds, rounded down.
    package var milliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}
