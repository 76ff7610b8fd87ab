import SyncModel
import HTTPTypes
import Hummingbird
import NIOCore
import SyncModel
import Testing
import WebhookListener
import WebhookSignatures

/// What is answered before a signature is looked at.
@Suite struct RequestTests {
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
                remoteAddress: nil
            )
        #expect(early.status == .contentTooLarge)
    }

    @Test
    func `a body without announced length is cut off at the limit, a slow one at the deadline`()
        async throws
    {
        let (endless, source) = AsyncStream.makeStream(of: ByteBuffer.self)
        source.yield(ByteBuffer(string: "{"))
        let listener = bench.listener(bodyDeadline: .milliseconds(10))
        let head = HTTPRequest(
            method: .post,
            scheme: nil,
            authority: nil,
            path: "/",
            headerFields: Self.json
        )
        let slow = await listener.answer(
            to: Request(head: head, body: RequestBody(asyncSequence: endless)),
            source: "kms",
            remoteAddress: nil
        )
        #expect(slow.status == .requestTimeout)
        let (large, sender) = AsyncStream.makeStream(of: ByteBuffer.self)
        sender.yield(ByteBuffer(repeating: 32, count: ListenerBench.bodyLimit))
        sender.yield(ByteBuffer(repeating: 32, count: 1))
        let cut = await bench.listener()
            .answer(
                to: Request(head: head, body: RequestBody(asyncSequence: large)),
                source: "kms",
                remoteAddress: nil
            )
        #expect(cut.status == .contentTooLarge)
    }
}
