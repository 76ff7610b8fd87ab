import Encodings
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import InboundHTTP
import Synchronization
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

    @Test func `a probe may ask with HEAD`() async throws {
        for method in [HTTPRequest.Method.get, .head] {
            let reply = try await bench.post(nil, to: "/healthz", method: method)
            #expect(reply.status == 200)
            #expect(reply.body.isEmpty == (method == .head))
        }
        let reply = try await bench.post(nil, to: "/healthz", method: .put)
        #expect(reply.status == 405 && reply.headers[.allow] == "GET, HEAD")
    }

    @Test func `requested with a nonce, it proves that this side of this server answers`()
        async throws
    {
        let nonce = "0123456789abcdef"
        let probe = HealthProbe(secret: [1])
        let proof = try #require(probe.proof(of: nonce, from: .webhooks))
        let reply = try await bench.post(nil, to: "/healthz?nonce=" + nonce, method: .get)
        #expect(reply["side"]?.string == "webhooks" && reply["proof"]?.string == proof)
        #expect(probe.proof(of: nonce, from: .admin) != proof)
        #expect(HealthProbe(secret: [2]).proof(of: nonce, from: .webhooks) != proof)
        for bad in ["", "short", String(repeating: "a", count: 65), "a%20b0123456789abc"] {
            let refused = try await bench.post(nil, to: "/healthz?nonce=" + bad, method: .get)
            #expect(refused.status == 400 && refused.error == "nonce-malformed")
        }
    }

    @Test(arguments: ["%zz", "a%", "%ff", "%41", "none"])
    func `a name that is none is that of an unknown source`(name: String) async throws {
        let reply = try await bench.post("{}", to: "/webhooks/" + name, Self.json)
        #expect(reply.status == 401 && reply.body == #"{"error":"unauthorized"}"#)
        #expect(bench.refusals.newestFirst.map(\.code) == ["unknown-source"])
    }

    @Test(arguments: ["POST /webhooks/kms", "GET /healthz"], [17_000, 90_000, 900_000])
    func `headers beyond every limit are answered 431, and the connection ends`(
        line: String,
        count: Int
    ) async throws {
        let padding = String(repeating: "p", count: count)
        // One header is limited, and all together.
        for fields in [
            "x-padding: \(padding)\r\n",
            (0..<9).map { "x-\($0): \(padding.prefix(count / 9))\r\n" }.joined(),
        ] {
            let head = "\(line) HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
            if line.hasPrefix("GET"), count < 80_000 { continue }
            let answer = try await bench.answer(to: [head + fields + "\r\n"])
            #expect(answer.hasPrefix("HTTP/1.1 431"))
            #expect(answer.contains("headers-too-large") && answer.contains("connection: close"))
        }
    }

    @Test func `headers that are too large do not hide the answer before them`() async throws {
        let padding = String(repeating: "p", count: 90_000)
        let answer = try await bench.answer(to: [
            "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n"
                + "GET /healthz HTTP/1.1\r\nhost: x\r\nx-padding: \(padding)\r\n\r\n"
        ])
        #expect(answer.hasPrefix("HTTP/1.1 200"))
        #expect(answer.components(separatedBy: "HTTP/1.1 ").count == 3)
        #expect(answer.contains("HTTP/1.1 431"))
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
    }

    @Test func `a body announced as too large is refused before it comes, and the connection ends`()
        async throws
    {
        let answer = try await bench.answer(to: [
            Self.head("content-length: \(ListenerBench.bodyLimit + 1)")
        ])
        #expect(answer.hasPrefix("HTTP/1.1 413") && answer.contains("body-too-large"))
    }

    @Test func `a body without announced length is cut off at the limit`() async throws {
        let limit = ListenerBench.bodyLimit
        let chunk = String(limit, radix: 16) + "\r\n" + String(repeating: " ", count: limit)
        let answer = try await bench.answer(to: [
            Self.head("transfer-encoding: chunked"), chunk, "\r\n1\r\n ",
        ])
        #expect(answer.hasPrefix("HTTP/1.1 413") && answer.contains("body-too-large"))
    }

    @Test func `a slow body is answered 408 and the connection ends`() async throws {
        let answer = try await bench.answer(
            to: [Self.head("content-length: 9") + "{"],
            limits: ConnectionLimits(bodyDeadline: .milliseconds(10))
        )
        #expect(answer.hasPrefix("HTTP/1.1 408") && answer.contains("body-too-slow"))
        #expect(answer.contains("connection: close"))
        #expect(bench.answers.withLock { $0 } == ["kms 408"])
    }

    @Test func `a body that the sender ends early is answered 400`() async throws {
        let answer = try await bench.answer(
            to: [Self.head("content-length: 9") + "{"],
            endsSending: true
        )
        #expect(answer.hasPrefix("HTTP/1.1 400") && answer.contains("body-broken"))
    }

    @Test func `a body that is not sent as HTTP says is answered 400`() async throws {
        let answer = try await bench.answer(to: [
            Self.head("transfer-encoding: chunked") + "no length\r\n"
        ])
        #expect(answer.hasPrefix("HTTP/1.1 400") && answer.contains("body-broken"))
    }

    @Test func `a silent connection ends`() async throws {
        let limits = ConnectionLimits(idleTimeout: .milliseconds(50))
        #expect(try await bench.answer(to: [], limits: limits).isEmpty)
    }

    @Test func `what is no HTTP is answered 400`() async throws {
        let answer = try await bench.answer(to: ["HELLO\r\n\r\n"])
        #expect(answer.hasPrefix("HTTP/1.1 400"))
    }

    @Test func `requests sent at once are answered one by one, in their order`() async throws {
        let delivery = Self.head("content-length: 2") + "{}"
        let other = "GET /webhooks/kms HTTP/1.1\r\nhost: x\r\n\r\n"
        let unread = "POST /webhooks/kms HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}"
        let last = Self.head("content-length: 2\r\nconnection: close") + "{}"
        let answer = try await bench.answer(to: [
            delivery + other + delivery + unread + other + last
        ])
        let codes = answer.split(separator: "HTTP/1.1 ").map { String($0.prefix(3)) }
        #expect(codes == ["401", "405", "401", "415", "405", "401"])
    }

    @Test func `a sender that reads no answers is not read from until it does`() async throws {
        let count = 30_000
        let delivery = Self.head("content-length: 2") + "{}"
        let last = Self.head("content-length: 2\r\nconnection: close") + "{}"
        let (made, all) = try await bench.answersWithoutReading(
            String(repeating: delivery, count: count - 1) + last
        )
        #expect(made < count, "answers are kept without bound")
        #expect(all.components(separatedBy: "HTTP/1.1 401").count - 1 == count)
    }

    @Test func `HTTP 1.0 knows no interim answer, whatever it asks for`() async throws {
        let head = Self.head("content-length: 2\r\nexpect: 100-continue")
            .replacing("HTTP/1.1", with: "HTTP/1.0")
        let answer = try await bench.answer(to: [head + "{}"])
        #expect(answer.contains(" 401 ") && !answer.contains(" 100 "))
    }

    @Test func `a sender that asks before it sends a body is told to go on`() async throws {
        let last = "\r\nexpect: 100-continue\r\nconnection: close"
        let answer = try await bench.answer(to: [Self.head("content-length: 2" + last), "{}"])
        #expect(answer.hasPrefix("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 401"))
        let tooLarge = "content-length: \(ListenerBench.bodyLimit + 1)"
        let refused = try await bench.answer(to: [Self.head(tooLarge + last)])
        #expect(refused.hasPrefix("HTTP/1.1 413"))
    }

    /// A large body is answered on another thread, so that the end of sending overtakes its answer.
    @Test(arguments: [2, 100_000], 1...5)
    func `a delivery whose sender sends no more is still answered`(
        size: Int,
        number: Int
    ) async throws {
        let body = String(repeating: " ", count: size)
        let answer = try await bench.answer(
            to: [Self.head("content-length: \(size)") + body],
            endsSending: true
        )
        #expect(answer.hasPrefix("HTTP/1.1 401"))
    }

    @Test(arguments: ["/webhooks/k%6Ds", "/webhooks/kms/", "//webhooks/kms", "/webhooks/kms?a=b"])
    func `an address is read as any web server reads it`(path: String) async throws {
        #expect(try await bench.post("{}", to: path, Self.json).status == 401)
        #expect(bench.answers.withLock { $0 } == ["kms 401"])
    }

    @Test(arguments: ["/webhooks", "/webhooks/", "/webhooks/kms/x", "/webhook/kms", "/"])
    func `other addresses are not found`(path: String) async throws {
        #expect(try await bench.post("{}", to: path, Self.json).status == 404)
        #expect(bench.answers.withLock { $0 }.isEmpty)
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
        let right = try await bench.answer(to: [head + type + straight + "\r\n"])
        #expect(right.hasPrefix("HTTP/1.1 400") && right.contains("json"))
        let wrong = try await bench.answer(to: [head + type + folded + "\r\n"])
        #expect(wrong.hasPrefix("HTTP/1.1 400") || wrong.hasPrefix("HTTP/1.1 401"))
        #expect(!wrong.contains("json-") && !wrong.contains("position"))
        #expect(try bench.events().map(\.type) == ["delivery.malformed"])
    }

    private static func head(_ lines: String) -> String {
        "POST /webhooks/kms HTTP/1.1\r\nhost: x\r\n"
            + "content-type: application/json\r\n\(lines)\r\n\r\n"
    }
}
