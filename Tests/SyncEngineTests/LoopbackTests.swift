import Hummingbird
import Logging
import NIOCore
import NIOPosix
import OutboundHTTP
import Sandbox
import Synchronization
import Testing

/// The real transport against a real socket.
@Suite(.timeLimit(.minutes(10))) struct LoopbackTests {
    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    // One for all, since a client must be shut down and this one ends with the process.
    private static let transport = AsyncHTTPClientTransport()

    private func withServer(
        _ router: Router<BasicRequestContext>,
        _ use: (String) async throws -> Void
    ) async throws {
        let (ports, announce) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            router: router,
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { announce.yield($0.localAddress?.port ?? 0) },
            logger: Self.logger
        )
        let serving = Task { try await application.run() }
        defer { serving.cancel() }
        for await port in ports {
            try await use("http://127.0.0.1:\(port)")
            return
        }
    }

    /// A response whose body never ends, in pieces of a size.
    private static func endless(pieces size: Int, after pause: Duration = .zero) -> Response {
        Response(
            status: .ok,
            body: ResponseBody { writer in
                while !Task.isCancelled {
                    try await writer.write(ByteBuffer(repeating: 65, count: size))
                    try await Task.sleep(for: pause)
                }
            }
        )
    }

    @Test func `an answer comes back whole and a redirect is not followed`() async throws {
        let router = Router()
        router.put("echo") { request, _ in
            let body = try await request.body.collect(upTo: 1000)
            return Response(
                status: .found,
                headers: [.location: "/elsewhere"],
                body: ResponseBody(byteBuffer: body)
            )
        }
        try await withServer(router) { url in
            let request = OutboundRequest(method: "PUT", url: url + "/echo", body: [1, 2, 3])
            let response = try await Self.transport.send(request)
            #expect(response.status == 302)
            #expect(response.header("Location") == "/elsewhere")
            #expect(response.body == [1, 2, 3])
        }
    }

    @Test func `a body that nobody reads may be as long as it likes`() async throws {
        let router = Router()
        router.post("much") { _, _ in Self.endless(pieces: 1 << 16) }
        try await withServer(router) { url in
            for _ in 0..<3 {
                let request = OutboundRequest(
                    method: "POST",
                    url: url + "/much",
                    responseLimit: nil
                )
                let response = try await Self.transport.send(request)
                #expect(response.status == 200)
                #expect(response.body.isEmpty)
            }
        }
    }

    @Test func `a body that never ends is given up at the deadline`() async throws {
        let router = Router()
        router.get("drip") { _, _ in Self.endless(pieces: 1, after: .milliseconds(20)) }
        try await withServer(router) { url in
            let request = OutboundRequest(
                method: "GET",
                url: url + "/drip",
                deadline: .milliseconds(150)
            )
            await #expect(throws: TransportError.timedOut) {
                try await Self.transport.send(request)
            }
        }
    }

    @Test func `a request goes through the proxy of the environment, unless it is excepted`()
        async throws
    {
        let (heads, tell) = AsyncStream.makeStream(of: String.self)
        let proxy = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { $0.pipeline.addHandler(Tunnel { tell.yield($0) }) }
            .bind(host: "127.0.0.1", port: 0)
            .get()
        let address = "127.0.0.1:\(proxy.localAddress?.port ?? 0)"
        let router = Router()
        router.get("**") { request, _ in "\(request.uri)" }
        try await withServer(router) { url in
            let proxies = try OutboundProxies(environment: [
                "HTTP_PROXY": "http://ada:s%20ecret@\(address)", "NO_PROXY": "127.0.0.0/8",
            ])
            let transport = AsyncHTTPClientTransport(proxies: proxies)
            let there = await Result {
                try await transport.send(
                    OutboundRequest(method: "GET", url: "http://kms.invalid/a")
                )
            }
            let here = await Result {
                try await transport.send(OutboundRequest(method: "GET", url: url + "/b"))
            }
            await transport.shutdown()
            #expect(String(decoding: try there.get().body, as: UTF8.self) == "ok")
            #expect(String(decoding: try here.get().body, as: UTF8.self) == "/b")
        }
        try await proxy.close()
        tell.finish()
        let asked = await heads.reduce(into: []) { $0.append($1.lowercased()) }
        #expect(asked.count == 2)
        #expect(asked.first?.hasPrefix("connect kms.invalid:80 http/1.1\r\n") == true)
        let authorization = "proxy-authorization: basic ywrhonmgzwnyzxq=\r\n"
        #expect(asked.first?.contains(authorization) == true)
        // The proxy's password is for the proxy.
        #expect(asked.last?.hasPrefix("get /a http/1.1\r\n") == true)
        #expect(asked.last?.contains("authorization") == false)
    }

    @Test func `no server and no address are told apart`() async throws {
        let closed = OutboundRequest(method: "GET", url: "http://127.0.0.1:1/")
        let error = await #expect(throws: TransportError.self) {
            try await Self.transport.send(closed)
        }
        #expect(error != .invalidAddress)
        let invalid = OutboundRequest(method: "GET", url: "no address")
        await #expect(throws: TransportError.invalidAddress) {
            try await Self.transport.send(invalid)
        }
    }
}

/// Opens a tunnel for whoever asks, and answers itself what comes through it.
private final class Tunnel: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let tell: @Sendable (String) -> Void
    private let received = Mutex("")

    init(tell: @escaping @Sendable (String) -> Void) {
        self.tell = tell
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let head = received.withLock { received -> String? in
            received += String(buffer: unwrapInboundIn(data))
            guard received.hasSuffix("\r\n\r\n") else { return nil }
            defer { received = "" }
            return received
        }
        guard let head else { return }
        tell(head)
        let isAsked = head.hasPrefix("CONNECT")
        let answer = "HTTP/1.1 200 OK\r\n" + (isAsked ? "\r\n" : "content-length: 2\r\n\r\nok")
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: answer)), promise: nil)
    }
}

extension Result where Failure == any Error {
    /// What came of some work.
    fileprivate init(_ work: () async throws -> Success) async {
        do {
            self = .success(try await work())
        } catch {
            self = .failure(error)
        }
    }
}
