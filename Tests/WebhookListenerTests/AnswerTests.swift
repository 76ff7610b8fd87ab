import Encodings
import EventLog
import HTTPTypes
import Hummingbird
import LiveLog
import NIOCore
import Synchronization
import SyncModel
import Testing
import WebhookListener
import WebhookSignatures

@Suite struct AnswerTests {
    private let bench: ListenerBench

    init() async throws {
        bench = try await ListenerBench()
        try await bench.addSource("kms", preset: .standardWebhooks, payload: .secretEvents)
        try await bench.addSource(
            "off",
            preset: .standardWebhooks,
            payload: .secretEvents,
            isEnabled: false
        )
    }

    private static let json: HTTPFields = [.contentType: "application/json"]

    @Test func `a verified delivery is recorded, and again it is a duplicate`() async throws {
        let body = Bodies.cloudEvent("e1")
        let first = try await bench.send(body)
        #expect(first.status == 202)
        #expect(first.state == "recorded")
        #expect(first.position == 3)
        #expect(first["deliveryId"]?.string == "msg-1")
        let second = try await bench.send(body)
        #expect(second.status == 202)
        #expect(second.state == "duplicate")
        #expect(second.position == 3)
        #expect(bench.repeated.count(of: [Position(3)])?.count == 1)
        #expect(bench.answers.withLock { $0 } == ["kms 202", "kms 202"])
        #expect(bench.signedTimes.withLock { $0 } == ["kms 0", "kms 0"])
    }

    @Test func `an event says which secret its delivery matched`() async throws {
        _ = try await bench.send(Bodies.cloudEvent("e1"))
        let event = try bench.log.reader.event(at: Position(3))
        #expect(event?.secretID == "s1")
    }

    @Test func `a malformed delivery is refused each time, and recorded once`() async throws {
        let first = try await bench.send("[1]")
        let second = try await bench.send("[1]")
        #expect(first.status == 400 && first.error == "payload-member")
        #expect(second.status == 400 && second.body == first.body)
        #expect(try bench.events().count == 1)
        #expect(bench.repeated.count(of: [Position(3)])?.count == 1)
    }

    @Test func `an ignored delivery that comes again still says why`() async throws {
        let body = Bodies.cloudEvent("e1", type: "other.type")
        let first = try await bench.send(body)
        let second = try await bench.send(body)
        #expect(first.state == "ignored" && second.state == "duplicate")
        #expect(first["reason"]?.string != nil)
        #expect(second["reason"] == first["reason"])
        #expect(second.position == first.position)
    }

    @Test func `everything that does not verify gets the same answer and leaves no event`()
        async throws
    {
        let body = Bodies.cloudEvent("e1")
        let wrong = SecretValue("whsec_d3Jvbmctd3Jvbmctd3Jvbmc=")
        let replies = [
            try await bench.send(body, to: "nobody"),
            try await bench.send(body, to: "off"),
            try await bench.send(body, secret: wrong),
            try await bench.post(body, to: "/webhooks/kms", Self.json),
            try await bench.post("not json", to: "/webhooks/kms", Self.json),
        ]
        for reply in replies {
            #expect(reply.status == 401)
            #expect(reply.body == #"{"error":"unauthorized"}"#)
        }
        #expect(Set(replies.map(\.headers.count)).count == 1)
        #expect(try bench.events().isEmpty)
        let codes = bench.refusals.newestFirst.reversed().map(\.code)
        #expect(
            codes == [
                "unknown-source", "disabled-source", "signature-mismatch", "missing-header",
                "missing-header",
            ]
        )
        #expect(bench.answers.withLock { $0[0] } == "unknown 401")
    }

    @Test(arguments: [-301_000, 301_000] as [Int64])
    func `a time too far from now is refused`(shift: Int64) async throws {
        let body = Bodies.cloudEvent("e1")
        let headers = try SignatureSigner(scheme: SignaturePreset.standardWebhooks.scheme)
            .headers(
                forBody: Array(body.utf8),
                secret: ListenerBench.secret,
                at: bench.now,
                id: "m"
            )
        bench.milliseconds.withLock { $0 += shift }
        var fields = Self.json
        for header in headers { fields[try #require(HTTPField.Name(header.name))] = header.value }
        #expect(try await bench.post(body, to: "/webhooks/kms", fields).status == 401)
    }

    @Test func `a verified body that is malformed is recorded without its content`() async throws {
        let data = Bodies.data(#""changes":[{"op":"set","key":["canary"],"value":"canary"}]"#)
        let body = Bodies.cloudEvent("e1", data: data)
        let reply = try await bench.send(body)
        #expect(reply.status == 400)
        #expect(reply.error == "payload-member")
        #expect(reply["message"]?.string?.contains("/data/changes/0/key") == true)
        guard case .delivery(.malformed(let reason)) = try bench.events().last else {
            Issue.record("no delivery.malformed")
            return
        }
        #expect(!(reason + reply.body).contains("canary"))
    }

    @Test func `a log that cannot be written is answered 503, with a time to come back`()
        async throws
    {
        await bench.log.close()
        let reply = try await bench.send(Bodies.cloudEvent("e1"))
        #expect(reply.status == 503)
        #expect(reply.headers[.retryAfter] == "5")
    }

    @Test func `it says that it lives`() async throws {
        #expect(try await bench.post(nil, to: "/healthz", method: .get).status == 200)
        #expect(try await bench.post("", to: "/healthz").status == 405)
    }
}
