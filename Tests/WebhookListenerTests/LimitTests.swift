import Encodings
import EventLog
import Foundation
import LiveLog
import Projection
import SecretSealing
import SyncModel
import TestSupport
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
    func `other keys are left out`(key: String) async throws {
        let reply = try await send(Bodies.set(key, "v"))
        #expect(reply.status == 202 && reply["leftOut"]?.array?.count == 1)
    }

    @Test(arguments: [(65_536, 0), (65_537, 1)])
    func `values have up to 64 KiB`(count: Int, leftOutCount: Int) async throws {
        let value = String(repeating: "v", count: count)
        let reply = try await send(Bodies.set("A", value))
        #expect(reply.status == 202 && (reply["leftOut"]?.array ?? []).count == leftOutCount)
    }

    @Test(arguments: ["-1", "1.5", "\"7\"", "99999999999999999999", "true"])
    func `versions are whole numbers from 0`(version: String) async throws {
        let reply = try await send(#"{"op":"delete","key":"A","version":\#(version)}"#)
        #expect(reply.error == "payload-version")
    }

    @Test func `changes of one key apply in their order`() async throws {
        let twice = [
            Bodies.set("A", "1"), #"{"op":"delete","key":"A"}"#, Bodies.set("B", "1"),
            Bodies.set("A", "2"), Bodies.set("B", "2"), #"{"op":"delete","key":"B"}"#,
        ]
        #expect(try await send(twice.joined(separator: ",")).status == 202)
        let folder = try #require(bench.state.current.folders.values.first)
        #expect(folder.secrets.keys.map(\.text) == ["A"])
        let secret = try #require(folder.secrets["A"])
        let sealed = try #require(try bench.log.reader.sealedValue(at: secret.value))
        let name = ValueName.secret("A", in: try #require(bench.state.current.folders.keys.first))
        #expect(
            try bench.sealer.open(sealed, at: secret.value, name: name) == SecretValue("2")
        )
    }

    @Test func `a key that stands twice in a snapshot is malformed`() async throws {
        let secret = #"{"key":"A","value":"1"}"#
        let reply = try await bench.send(
            Bodies.cloudEvent(
                "1",
                type: "secrets.snapshot",
                data: Bodies.data(#""secrets":[\#(secret),\#(secret)]"#)
            )
        )
        #expect(reply.error == "payload-key-repeated")
        #expect(reply["message"]?.string?.hasPrefix("/data/secrets/1/key") == true)
    }

    @Test(
        arguments: [
            (100, nil), (101, "payload-too-many-imports"), (-2, "payload-import-repeated"),
        ] as [(Int, String?)]
    )
    func `a folder imports a hundred others at most, each once`(
        count: Int,
        error: String?
    ) async throws {
        let imports = (0..<abs(count))
            .map { #"{"environment":"dev","secretPath":"/\#(count < 0 ? 0 : $0)"}"# }
        let data = Bodies.data(#""imports":[\#(imports.joined(separator: ","))]"#)
        let reply = try await bench.send(
            Bodies.cloudEvent("1", type: "secrets.imports", data: data)
        )
        #expect(reply.error == error)
    }

    /// Every text of an event, how long it may be, and an event with another in its place.
    private static let texts: [(pointer: String, limit: Int, event: @Sendable (String) -> String)] =
        [
            ("/id", 256, { Bodies.cloudEvent($0) }),
            ("/type", 256, { Bodies.cloudEvent("1", type: $0) }),
            (
                "/source", 1024,
                {
                    #"{"specversion":"1.0","id":"1","source":"\#($0)","type":"secrets.changed","#
                        + #""data":\#(Bodies.data(#""changes":[]"#))}"#
                }
            ),
            ("/data/projectId", 256, { folder(projectID: $0) }),
            ("/data/environment", 256, { folder(environment: $0) }),
            ("/data/secretPath", 1024, { folder(secretPath: "/b" + $0.dropFirst()) }),
            ("/data/actor/type", 256, { actor(#""type":"\#($0)""#) }),
            ("/data/actor/id", 256, { actor(#""type":"user","id":"\#($0)""#) }),
            ("/data/actor/name", 256, { actor(#""type":"user","name":"\#($0)""#) }),
            (
                "/data/imports/0/environment", 256,
                { imported(#""environment":"\#($0)","secretPath":"/""#) }
            ),
            (
                "/data/imports/0/secretPath", 1024,
                { imported(#""environment":"dev","secretPath":"/b\#($0.dropFirst())""#) }
            ),
        ]

    private static func folder(
        projectID: String = "p",
        environment: String = "dev",
        secretPath: String = "/app"
    ) -> String {
        Bodies.cloudEvent(
            "1",
            data: #"{"projectId":"\#(projectID)","environment":"\#(environment)","#
                + #""secretPath":"\#(secretPath)","changes":[{"op":"delete","key":"A"}]}"#
        )
    }

    private static func actor(_ members: String) -> String {
        Bodies.cloudEvent(
            "1",
            data: Bodies.data(#""actor":{\#(members)},"changes":[{"op":"delete","key":"A"}]"#)
        )
    }

    private static func imported(_ members: String) -> String {
        Bodies.cloudEvent(
            "1",
            type: "secrets.imports",
            data: Bodies.data(#""imports":[{\#(members)}]"#)
        )
    }

    @Test(arguments: texts.indices)
    func `every text of an event has a limit, in bytes`(index: Int) async throws {
        let (pointer, limit, event) = Self.texts[index]
        let longest = String(repeating: "é", count: limit / 2)
        #expect(try await bench.send(event(longest), id: "a").status == 202)
        let reply = try await bench.send(event(longest + "a"), id: "b")
        #expect(reply.status == 400)
        #expect(reply.error == "payload-text-too-long")
        #expect(
            reply["message"]?.string
                == "\(pointer) has \(limit + 1) bytes. (Send at most \(limit) bytes.)"
        )
        #expect(try bench.events().last?.type == "delivery.malformed")
    }

    /// Names with marks in the wrong order, whose normal form takes the square of their number.
    @Test(arguments: texts.indices)
    func `a text that is too long is refused before anything else is done with it`(
        index: Int
    ) throws {
        let event = Self.texts[index].event
        func least(_ byteCount: Int) throws -> Duration {
            let marks = "ab" + String(repeating: "\u{301}\u{323}", count: byteCount / 4)
            let delivery = try bench.verified(event(marks))
            let payload = SecretEventsPayload(source: "kms", identityKey: [1])
            return leastProcessorTime {
                #expect(throws: PayloadError.self) { try payload.parse(delivery) }
            }
        }
        #expect(try least(32000) < max(least(4000), .microseconds(100)) * 24)
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
