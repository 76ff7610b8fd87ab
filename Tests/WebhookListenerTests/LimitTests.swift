import SyncModel
import Testing
import WebhookListener
import WebhookSignatures

@Suite struct LimitTests {
    private let bench: ListenerBench

    init() async throws {
        bench = try await ListenerBench()
        try await bench.addSource("kms", preset: .standardWebhooks, payload: .secretEvents)
    }

    private func send(_ change: String) async throws -> Reply {
        try await bench.send(
            Bodies.cloudEvent("1", data: Bodies.data(#""changes":[\#(change)]"#))
        )
    }

    @Test(arguments: ["A", String(repeating: "k", count: 255), "ключ", "a b", "a.b"])
    func `keys of 1 to 255 bytes are taken`(key: String) async throws {
        #expect(try await send(Bodies.set(key, "v")).status == 202)
    }

    @Test(arguments: [
        "", String(repeating: "k", count: 256), "a:b", "a/b", #"a\u0000"#, #"a\n"#, #"\u0085"#,
    ])
    func `other keys are malformed`(key: String) async throws {
        #expect(try await send(Bodies.set(key, "v")).error == "payload-key")
    }

    @Test(arguments: [(65_536, nil), (65_537, "payload-value-too-long")] as [(Int, String?)])
    func `values have up to 64 KiB`(count: Int, error: String?) async throws {
        let value = String(repeating: "v", count: count)
        #expect(try await send(Bodies.set("A", value)).error == error)
    }

    @Test(arguments: ["-1", "1.5", "\"7\"", "99999999999999999999", "true"])
    func `versions are whole numbers from 0`(version: String) async throws {
        let reply = try await send(#"{"op":"delete","key":"A","version":\#(version)}"#)
        #expect(reply.error == "payload-version")
    }

    @Test func `a key that stands twice in one event is malformed`() async throws {
        let twice = Bodies.set("A", "1") + "," + #"{"op":"delete","key":"A"}"#
        let reply = try await send(twice)
        #expect(reply.error == "payload-key-repeated")
        #expect(reply["message"]?.string?.hasPrefix("/data/changes/1/key") == true)
    }

    @Test(arguments: [#"{"op":"put","key":"A"}"#, #"{"op":"set","key":"A"}"#, "null"])
    func `a change that says nothing known is malformed`(change: String) async throws {
        #expect(try await send(change).error == "payload-member")
    }

    @Test func `the newest thousand refusals are kept, cut to size`() {
        let refusals = RefusedDeliveries()
        for number in 0..<1003 {
            refusals.add(
                RefusedDelivery(
                    refusedAt: Timestamp(microseconds: Int64(number)),
                    source: String(repeating: "é", count: 100),
                    scheme: nil,
                    reason: .malformedSignature,
                    remoteAddress: nil,
                    headers: [("X-A", "v"), ("user-agent", "curl")]
                )
            )
        }
        let kept = refusals.newestFirst
        #expect(kept.map(\.refusedAt.microseconds) == (3..<1003).reversed().map(Int64.init))
        #expect(kept[0].source.utf8.count == 64)
        #expect(kept[0].headerNames == ["x-a", "user-agent"])
        #expect(kept[0].headers.map(\.value) == ["curl"])
        #expect(kept[0].step == "signature-format")
        #expect(kept[0].id == "refused-1003")
        #expect(refusals.total == 1003)
    }

    @Test func `what was kept before a restart is there after it, and counting goes on`() throws {
        let before = RefusedDeliveries()
        for number in 0..<3 { before.add(Self.refusal(number)) }
        let bytes = before.newestFirst.reversed().map { CanonicalEncoding.encode($0.canonical) }
        let read = try bytes.map { bytes in
            try RefusedDelivery(canonical: try CanonicalDecoding.decode(bytes))
        }
        let after = RefusedDeliveries(restoring: read)
        #expect(after.newestFirst == before.newestFirst)
        after.add(Self.refusal(4))
        #expect(after.newestFirst[0].id == "refused-4")
    }

    private static func refusal(_ number: Int) -> RefusedDelivery {
        RefusedDelivery(
            refusedAt: Timestamp(microseconds: Int64(number)),
            source: "kms",
            scheme: nil,
            reason: .stale,
            remoteAddress: "192.0.2.1",
            headers: [("x-hub-signature-256", "sha256=00")]
        )
    }
}
