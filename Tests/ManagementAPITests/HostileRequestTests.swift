import Encodings
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import InboundHTTP
import ManagementAPIBench
import ManagementAPI
import NIOCore
import NIOPosix
import SyncModel
import Testing

/// What a stranger may put on the wire of the admin side, over real connections.
@Suite(.serialized, .timeLimit(.minutes(10))) struct HostileRequestTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let text: String
        var endsSending = false
        let statuses: [String]

        var testDescription: String { name }

        init(_ name: String, _ text: String, endsSending: Bool = false, _ statuses: String...) {
            self.name = name
            self.text = text
            self.endsSending = endsSending
            self.statuses = statuses
        }
    }

    private static let token = "authorization: Bearer \(APIBench.token)"
    private static let close = "connection: close"

    private static func marks(_ byteCount: Int) -> String {
        String(repeating: "\u{301}\u{323}", count: byteCount / 4)
    }

    private static func get(
        _ target: String,
        _ fields: [String] = [token, close],
        host: String = "host: localhost\r\n"
    ) -> String {
        "GET \(target) HTTP/1.1\r\n\(host)" + fields.map { $0 + "\r\n" }.joined() + "\r\n"
    }

    private static func post(_ fields: [String]) -> String {
        "POST /api/v1/webhook-sources HTTP/1.1\r\nhost: localhost\r\n"
            + fields.map { $0 + "\r\n" }.joined() + "\r\n"
    }

    private static let sources = "/api/v1/webhook-sources"

    private static let cases: [Case] = [
        Case("nothing", "", endsSending: true),
        Case("no HTTP", "HELLO\r\n\r\n", "400"),
        Case("half a head", "GET /healthz HTTP/1.1\r\nho", endsSending: true, "400"),
        Case("no Host", get("/healthz", host: ""), "400"),
        Case("two Hosts", get("/healthz", host: "host: localhost\r\nhost: localhost\r\n"), "400"),
        Case("another's name", get("/healthz", host: "host: evil.example\r\n"), "421"),
        Case("another's name in the address", get("http://evil.example/healthz"), "421"),
        Case("a name of marks", get("/healthz", host: "host: localhost\(marks(8000))\r\n"), "400"),
        Case("a name with a port", get("/healthz", host: "host: 127.0.0.1:8081\r\n"), "200"),
        Case("a token of marks", get(sources, ["authorization: Bearer \(marks(8000))"]), "400"),
        Case("a scheme of marks", get(sources, ["authorization: b\(marks(8000)) x"]), "400"),
        Case(
            "a token beyond the limit",
            get(sources, ["authorization: Bearer \(marks(30_000))"]),
            "431"
        ),
        Case(
            "a token far beyond the limit",
            get(sources, ["authorization: Bearer \(marks(76_000))"]),
            "431"
        ),
        Case("no token", get(sources, [close]), "401"),
        Case("an empty token", get(sources, ["authorization: Bearer ", close]), "401"),
        Case("a scheme and nothing", get(sources, ["authorization: Bearer", close]), "401"),
        Case(
            "a long token",
            get(sources, ["authorization: Bearer " + String(repeating: "a", count: 9000), close]),
            "401"
        ),
        Case("two tokens", get(sources, [token, token, close]), "401"),
        Case(
            "an Accept of marks",
            get("/api/v1/events", [token, "accept: a\(marks(8000))"]),
            "400"
        ),
        Case("a connection of marks", get("/healthz", ["connection: a\(marks(8000))"]), "400"),
        Case("a path of marks", get("/\(marks(7000))"), "400"),
        Case("a long path", get("/" + String(repeating: "a", count: 9000)), "414"),
        Case(
            "an encoded path of marks",
            get(sources + "/k" + String(repeating: "%CC%81%CC%A3", count: 600)),
            "400"
        ),
        Case(
            "a query of marks",
            get("/api/v1/events?key=" + String(repeating: "%CC%81%CC%A3", count: 600)),
            "400"
        ),
        Case(
            "a query's name of marks",
            get("/api/v1/events?a" + String(repeating: "%CC%81%CC%A3", count: 600) + "=1"),
            "200"
        ),
        Case(
            "many fields",
            get("/api/v1/events?" + (0..<100).map { "a\($0)=1" }.joined(separator: "&")),
            "400"
        ),
        Case("a query that is none", get("/api/v1/events?&&=&=x&%zz=%zz"), "200"),
        Case("metrics without a token", get("/metrics", [close]), "401"),
        Case("metrics with a token", get("/metrics"), "200"),
        Case("half a body", post([token, "content-length: 9"]) + "{", endsSending: true, "400"),
        Case(
            "half a body without a token",
            post(["content-length: 9"]) + "{",
            endsSending: true,
            "401"
        ),
        Case(
            "a body of broken chunks",
            post([token, "transfer-encoding: chunked"]) + "zz\r\n",
            "400"
        ),
        Case(
            "a body of half a chunk",
            post([token, "transfer-encoding: chunked"]) + "9\r\n{",
            endsSending: true,
            "400"
        ),
        Case(
            "a large body",
            post([token, close, "content-length: 2000000"])
                + String(repeating: " ", count: 2_000_000),
            "413"
        ),
        Case("two answers at once", get("/healthz", []) + get("/healthz"), "200", "200"),
        Case("garbage after an answer", get("/healthz", []) + "\u{1}\r\n\r\n", "200", "400"),
    ]

    @Test(arguments: cases)
    func `it is refused, and the next request is answered`(_ given: Case) async throws {
        let bench = try APIBench()
        let limits = ConnectionLimits(bodyDeadline: .seconds(60))
        let answer = try await bench.answer(
            to: given.text,
            endsSending: given.endsSending,
            limits
        )
        let statuses = answer.split(separator: "HTTP/1.1 ").map { String($0.prefix(3)) }
        #expect(statuses == given.statuses, "\(answer.prefix(800))")
        let next = try await bench.answer(to: Self.get("/healthz"), ConnectionLimits())
        #expect(next.hasPrefix("HTTP/1.1 200"))
    }

    @Test func `what is refused before the router is in the API's form`() async throws {
        let answer = try await APIBench()
            .answer(to: Self.get("/healthz", host: "host: evil.example\r\n"), ConnectionLimits())
        let body = answer.components(separatedBy: "\r\n\r\n").last ?? ""
        let json = try JSONValue.parse(Array(body.utf8))
        #expect(json["statusCode"]?.integer == 421)
        #expect(json["reqId"]?.string?.isUUID == true)
        #expect(json["message"]?.string?.contains("CHECKLY_SYNC_ADMIN_HOSTS") == true)
    }

    /// What is answered by its head alone must be so before the body is due.
    @Test(arguments: [
        (post([token, "content-length: 9"]), Duration.milliseconds(150), "408"),
        (post(["content-length: 9"]), .seconds(5), "401"),
    ])
    func `a client that stops in the midst of a body is not waited for`(
        head: String,
        deadline: Duration,
        status: String
    ) async throws {
        let limits = ConnectionLimits(bodyDeadline: deadline)
        let answer = try await APIBench().answer(to: head + "{", limits)
        let found = answer.split(separator: "HTTP/1.1 ").map { String($0.prefix(3)) }
        #expect(found == [status], "\(answer)")
    }

    @Test func `a client that stops in the midst of a head is not waited for`() async throws {
        let limits = ConnectionLimits(idleTimeout: .milliseconds(150))
        #expect(try await APIBench().answer(to: "GET /healthz HTTP/1.1\r\n", limits).isEmpty)
    }

    @Test(arguments: ["/healthz", "/api/openapi.json"])
    func `a client that never reads is cut off`(path: String) async throws {
        // Nothing but the stall ends the connection within the limit of this suite.
        let limits = ConnectionLimits(
            bodyDeadline: .seconds(3600),
            answerDeadline: .seconds(3600),
            stallDeadline: .milliseconds(300),
            idleTimeout: .seconds(3600)
        )
        let next = try await APIBench()
            .statusOfAnother(
                onceCutOff: String(repeating: Self.get(path, []), count: 60_000),
                limits
            )
        #expect(next == 200)
    }
}

extension APIBench {
    /// Sends bytes over a connection and gives all that comes back until it ends.
    func answer(
        to text: String,
        endsSending: Bool = false,
        _ limits: ConnectionLimits
    ) async throws -> String {
        try await application(limits)
            .test(.live) { client in
                let (answers, received) = AsyncStream.makeStream(of: String.self)
                let channel = try await ClientBootstrap(
                    group: MultiThreadedEventLoopGroup.singleton
                )
                .channelOption(.allowRemoteHalfClosure, value: true)
                .channelInitializer { $0.pipeline.addHandler(Received(all: received)) }
                .connect(host: "127.0.0.1", port: client.port ?? 0)
                .get()
                // The server may have answered and closed before it had everything.
                try? await channel.writeAndFlush(ByteBuffer(string: text))
                if endsSending { try? await channel.close(mode: .output) }
                return await answers.reduce("", +)
            }
    }

    /// Sends everything over a connection, reads nothing, and waits until the server ends it.
    ///
    /// - Returns: The status of the response to another client after that.
    func statusOfAnother(
        onceCutOff text: String,
        _ limits: ConnectionLimits
    ) async throws -> Int {
        try await application(limits)
            .test(.live) { client in
                let channel = try await ClientBootstrap(
                    group: MultiThreadedEventLoopGroup.singleton
                )
                .channelOption(.socketOption(.so_rcvbuf), value: 4096)
                .channelOption(.autoRead, value: false)
                .connect(host: "127.0.0.1", port: client.port ?? 0)
                .get()
                channel.writeAndFlush(ByteBuffer(string: text), promise: nil)
                try await channel.closeFuture.get()
                return try await client.execute(uri: "/healthz", method: .get) { $0.status.code }
            }
    }

    private func application(_ limits: ConnectionLimits) throws -> some ApplicationProtocol {
        struct NoNames: Error {}
        guard let hosts = HostNames([]) else { throw NoNames() }
        return Application(
            router: api.router(),
            server: api.server(limits, hosts: hosts),
            configuration: .init(address: .hostname("127.0.0.1", port: 0))
        )
    }
}

/// Passes on what a connection receives until it ends, or nothing more comes.
private final class Received: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer

    private let all: AsyncStream<String>.Continuation

    init(all: AsyncStream<String>.Continuation) {
        self.all = all
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        all.yield(String(buffer: unwrapInboundIn(data)))
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed = event {
            all.finish()
            context.close(promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        all.finish()
    }
}
