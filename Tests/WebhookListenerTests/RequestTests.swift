import SyncModel
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import NIOPosix
import SyncModel
import Testing
import WebhookListener
import WebhookSignatures

/// What is answered before a signature is looked at.
@Suite(.timeLimit(.minutes(10))) struct RequestTests {
    private let bench: ListenerBench

    init() async throws {
        bench = try await ListenerBench()
        try await bench.addSource("kms", preset: .standardWebhooks, payload: .secretEvents)
    }

    private static let json: HTTPFields = [.contentType: "application/json"]

    @Test(arguments: [HTTPRequest.Method.get, .put, .delete, .head, .options, .patch])
    func `other methods are answered 405 with what is allowed`(
        method: HTTPRequest.Method
    )
        async throws
    {
        let reply = try await bench.post(nil, to: "/webhooks/kms", method: method)
        #expect(reply.status == 405)
        #expect(reply.headers[.allow] == "POST")
    }

    @Test(arguments: [
        "text/plain", "", "application/jsonx", "application/x-www-form-urlencoded",
        "application/json, application/json",
    ])
    func `other content types are answered 415`(type: String) async throws {
        #expect(try await bench.send(Bodies.cloudEvent("e"), type: type).status == 415)
    }

    @Test(arguments: [
        "application/json", "Application/JSON; charset=utf-8", "application/cloudevents+json",
        "application/cloudevents-batch+json ;x=y",
    ])
    func `JSON content types are taken, whatever their parameters`(type: String) async throws {
        #expect(try await bench.send(Bodies.cloudEvent("e"), type: type).status == 202)
    }

    @Test(arguments: [("gzip", 415), ("identity", 401)])
    func `a content encoding is not taken`(encoding: String, status: Int) async throws {
        var fields = Self.json
        fields[.contentEncoding] = encoding
        #expect(try await bench.post("{}", to: "/webhooks/kms", fields).status == status)
    }

    @Test(arguments: [(16_000, 401), (16_400, 431)])
    func `headers are taken up to their limit`(count: Int, status: Int) async throws {
        var fields = Self.json
        fields[.userAgent] = String(repeating: "u", count: count)
        #expect(try await bench.post("{}", to: "/webhooks/kms", fields).status == status)
    }

    @Test func `a body is taken up to its limit`() async throws {
        let limit = ListenerBench.bodyLimit
        let fits = String(repeating: " ", count: limit)
        #expect(try await bench.post(fits, to: "/webhooks/kms", Self.json).status == 401)
        #expect(try await bench.post(fits + " ", to: "/webhooks/kms", Self.json).status == 413)
        var announcing = HTTPRequest(
            method: .post,
            scheme: nil,
            authority: nil,
            path: "/",
            headerFields: Self.json
        )
        announcing.headerFields[.contentLength] = String(limit + 1)
        let early = await bench.listener()
            .answer(
                to: Request(head: announcing, body: RequestBody(buffer: ByteBuffer())),
                source: "kms",
                on: RequestConnection(nil)
            )
        #expect(early.status == .contentTooLarge)
    }

    @Test func `a body that ends after the deadline is answered 408`() async throws {
        let (late, source) = AsyncStream.makeStream(of: ByteBuffer.self)
        source.finish()
        let slow = await bench.listener(bodyDeadline: .zero)
            .answer(
                to: Request(head: Self.head, body: RequestBody(asyncSequence: late)),
                source: "kms",
                on: RequestConnection(nil)
            )
        #expect(slow.status == .requestTimeout)
    }

    /// Sends the start of a request over a real connection, and gives all that comes back until it ends.
    private func answer(
        to text: String,
        bodyDeadline: Duration = .milliseconds(10)
    ) async throws -> String {
        let application = Application(
            router: bench.listener(bodyDeadline: bodyDeadline).router(),
            server: WebhookListener.server(bodyDeadline: bodyDeadline),
            configuration: .init(address: .hostname("127.0.0.1", port: 0))
        )
        return try await application.test(.live) { client in
            let (answers, received) = AsyncStream.makeStream(of: String.self)
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .channelInitializer { $0.pipeline.addHandler(Received(all: received)) }
                .connect(host: "127.0.0.1", port: try #require(client.port))
                .get()
            try await channel.writeAndFlush(ByteBuffer(string: text))
            var whole = ""
            for await part in answers { whole += part }
            return whole
        }
    }

    @Test func `over a real connection a slow body is answered 408 and the connection ends`()
        async throws
    {
        let head = "POST /webhooks/kms HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n"
        let answer = try await answer(to: head + "content-type: application/json\r\n\r\n{")
        #expect(answer.hasPrefix("HTTP/1.1 408"))
        #expect(answer.contains("body-too-slow"))
    }

    @Test func `folded headers: a signature that goes on in the next line is not believed`()
        async throws
    {
        let signed = try SignatureSigner(scheme: SignaturePreset.standardWebhooks.scheme)
            .headers(forBody: [], secret: ListenerBench.secret, at: bench.now, id: "m")
        let head = "POST /webhooks/kms HTTP/1.1\r\nhost: x\r\nconnection: close\r\n"
        let type = "content-type: application/json\r\ncontent-length: 0\r\n"
        let straight = signed.map { "\($0.name): \($0.value)\r\n" }.joined()
        let folded = straight.replacing("v1,", with: "v1,\r\n ")
        let right = try await answer(to: head + type + straight + "\r\n", bodyDeadline: .seconds(9))
        #expect(right.hasPrefix("HTTP/1.1 400") && right.contains("json"))
        let wrong = try await answer(to: head + type + folded + "\r\n", bodyDeadline: .seconds(9))
        #expect(wrong.hasPrefix("HTTP/1.1 400") || wrong.hasPrefix("HTTP/1.1 401"))
        #expect(!wrong.contains("json-") && !wrong.contains("position"))
        #expect(try bench.events().map(\.type) == ["delivery.malformed"])
    }

    @Test func `a body without announced length is cut off at the limit`() async throws {
        let (large, sender) = AsyncStream.makeStream(of: ByteBuffer.self)
        sender.yield(ByteBuffer(repeating: 32, count: ListenerBench.bodyLimit))
        sender.yield(ByteBuffer(repeating: 32, count: 1))
        let cut = await bench.listener()
            .answer(
                to: Request(head: Self.head, body: RequestBody(asyncSequence: large)),
                source: "kms",
                on: RequestConnection(nil)
            )
        #expect(cut.status == .contentTooLarge)
    }

    private static let head = HTTPRequest(
        method: .post,
        scheme: nil,
        authority: nil,
        path: "/",
        headerFields: json
    )
}

/// Passes on what a connection receives until its end.
private final class Received: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer

    private let all: AsyncStream<String>.Continuation

    init(all: AsyncStream<String>.Continuation) {
        self.all = all
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        all.yield(String(buffer: unwrapInboundIn(data)))
    }

    func channelInactive(context: ChannelHandlerContext) {
        all.finish()
    }
}
