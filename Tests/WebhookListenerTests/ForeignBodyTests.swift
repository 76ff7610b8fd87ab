import Encodings
import Foundation
import SyncModel
import Testing
import WebhookListener
import WebhookSignatures

/// Bodies that are signed well and hold no secret event as this server takes it.
@Suite struct ForeignBodyTests {
    private let bench: ListenerBench

    init() async throws {
        bench = try await ListenerBench()
    }

    private static let own: [(SignaturePreset, body: String, type: String)] = [
        (
            .github,
            #"{"zen":"Keep it logically awesome.","hook_id":1,"hook":{"type":"Repository"}}"#,
            "none"
        ),
        (.github, #"{"action":"opened","issue":{"number":1}}"#, "opened"),
        (.github, #"{"ref":"refs/heads/main","commits":[]}"#, "none"),
        (
            .doppler,
            #"{"type":"config.secrets.update","project":{"id":"p"},"config":{"name":"dev"}}"#,
            "config.secrets.update"
        ),
        (
            .doppler, #"{"workplace":{"id":"w"},"diff":{"added":["A"],"removed":[],"updated":[]}}"#,
            "none"
        ),
        (
            .stripe,
            #"{"id":"evt_1","object":"event","type":"charge.succeeded","data":{"object":{}}}"#,
            "charge.succeeded"
        ),
        (.shopify, #"{"id":1,"email":"a@b.c","line_items":[]}"#, "none"),
        (.slack, #"{"type":"event_callback","event":{"type":"message"}}"#, "event_callback"),
        (.shopify, "{}", "none"),
    ]

    @Test(arguments: own)
    func `what a sender posts of its own is recorded as ignored, with a reason`(
        preset: SignaturePreset,
        body: String,
        type: String
    ) async throws {
        try await bench.addSource("own", preset: preset)
        let reply = try await bench.send(body, to: "own", preset: preset)
        #expect(reply.status == 202 && reply.state == "ignored")
        let reason = try #require(reply["reason"]?.string)
        #expect(reason.contains("\(preset.rawValue)'s own"))
        #expect(try bench.events() == [.delivery(.ignored(type: type, reason: reason))])
    }

    @Test(arguments: [SignaturePreset.github, .doppler, .shopify, .stripe, .slack])
    func `secret events are taken from such a sender all the same`(
        preset: SignaturePreset
    ) async throws {
        try await bench.addSource("own", preset: preset)
        let reply = try await bench.send(Bodies.cloudEvent("e1"), to: "own", preset: preset)
        #expect(reply.state == "recorded")
    }

    @Test(arguments: ["[]x", "[1]", "1", "null", "{"])
    func `what is no object is malformed from such a sender too`(body: String) async throws {
        try await bench.addSource("own", preset: .github)
        #expect(try await bench.send(body, to: "own", preset: .github).status == 400)
    }

    @Test func `data may be given in base64`() async throws {
        try await bench.addSource("kms", preset: .standardWebhooks)
        let data = Bodies.data(#""changes":[\#(Bodies.set("A", "1"))]"#)
        let encoded = Data(data.utf8).base64EncodedString()
        let start = #"{"specversion":"1.0","id":"e1","source":"s","type":"secrets.changed""#
        let good = start + #","data_base64":"\#(encoded)"}"#
        #expect(try await bench.send(good, id: "1").state == "recorded")
        #expect(try bench.events().map(\.type) == ["secrets.changed"])
        for (member, code) in [
            (#""data_base64":"\#(encoded)","data":{}"#, "payload-data"),
            (#""data_base64":"e30""#, "payload-member"), (#""data_base64":1"#, "payload-member"),
            (#""data_base64":"bm8=""#, "payload-data"),
            (#""data_base64":"e30=""#, "payload-member"),
        ] {
            let reply = try await bench.send(start + "," + member + "}", id: code + member)
            #expect(reply.status == 400 && reply.error == code, "\(member)")
        }
    }

    @Test func `binary mode is named`() async throws {
        try await bench.addSource("kms", preset: .standardWebhooks)
        let data = Bodies.data(#""changes":[\#(Bodies.set("A", "1"))]"#)
        let headers = [("ce-specversion", "1.0"), ("ce-type", "secrets.changed"), ("ce-id", "1")]
        let reply = try await bench.send(data, more: headers)
        #expect(reply.status == 400 && reply.error == "payload-binary-mode")
        #expect(reply["message"]?.string?.contains("structured mode") == true)
        // The headers say nothing of a body that says it all itself.
        let whole = try await bench.send(Bodies.cloudEvent("1"), id: "2", more: headers)
        #expect(whole.state == "recorded")
    }

    @Test(arguments: [
        ("secret.changed", "secrets.changed"), ("secrets.change", "secrets.changed"),
        ("secrets.chagned", "secrets.changed"), ("secrets-changed", "secrets.changed"),
        ("Secrets.Changed", "secrets.changed"), ("secrets.snapshots", "secrets.snapshot"),
        ("secrets.import", "secrets.imports"), ("secrets.imported", nil), ("", nil), ("x", nil),
        ("secrets.deleted", nil), ("changed", nil),
    ])
    func `a type one letter from a known one is ignored, and the reason says which`(
        type: String,
        meant: String?
    ) async throws {
        try await bench.addSource("kms", preset: .standardWebhooks)
        let reply = try await bench.send(Bodies.cloudEvent("1", type: type, data: "null"))
        guard !type.isEmpty else { return #expect(reply.status == 400) }
        #expect(reply.state == "ignored")
        let reason = reply["reason"]?.string
        #expect(reason?.contains("was perhaps meant") == (meant != nil))
        if let meant { #expect(reason?.contains("\"\(meant)\"") == true) }
    }

    @Test func `a notification one letter from the known one says so too`() async throws {
        try await bench.addSource("hanzo", preset: .hanzoKMS, payload: .hanzoKMS)
        let body = Bodies.hanzo(event: "secret.modified", at: bench.now.milliseconds)
        let reply = try await bench.send(body, to: "hanzo", preset: .hanzoKMS)
        #expect(reply["reason"]?.string?.contains("\"secrets.modified\" was perhaps meant") == true)
    }
}
