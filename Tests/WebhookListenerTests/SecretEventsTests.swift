import Encodings
import EventLog
import LiveLog
import Projection
import SecretSealing
import SyncModel
import TestSupport
import Testing
import WebhookListener
import WebhookSignatures

@Suite struct SecretEventsTests {
    private let bench: ListenerBench

    init() async throws {
        bench = try await ListenerBench()
        try await bench.addSource("kms", preset: .standardWebhooks, payload: .secretEvents)
    }

    private static let folder = FolderPath.sample()

    @Test func `values are sealed in the log and open under their names`() async throws {
        let data = Bodies.data(
            #""changes":[{"op":"set","key":"A","value":"canary","version":7},"#
                + #"{"op":"delete","key":"B","version":3},{"op":"set","key":"C","value":" "}]"#
        )
        let reply = try await bench.send(Bodies.cloudEvent("e1", data: data))
        guard case .secrets(.changed(Self.folder, let changes, _)) = try bench.events().first,
            case .set(let entry) = changes[0], case .set(let blank) = changes[2]
        else {
            Issue.record("no secrets.changed")
            return
        }
        #expect((entry.key, entry.version, entry.isBlank) == ("A", 7, false))
        #expect(changes[1] == .delete(key: "B", version: 3))
        #expect(blank.isBlank)
        let place = SealedValueReference(
            position: Position(try #require(reply.position)),
            slot: entry.slot
        )
        let sealed = try #require(try bench.log.reader.sealedValue(at: place))
        let folder = FolderID(source: "kms", path: Self.folder)
        let value = try bench.sealer.open(sealed, at: place, name: .secret("A", in: folder))
        #expect(value == SecretValue("canary"))
        #expect(!"\(changes)".contains("canary"))
    }

    @Test func `snapshots and imports are recorded`() async throws {
        let secrets = Bodies.data(#""secrets":[{"key":"A","value":"1"}]"#)
        let imports = Bodies.data(#""imports":[{"environment":"dev","secretPath":"/"}]"#)
        let body = Bodies.batch([
            Bodies.cloudEvent("1", type: "secrets.snapshot", data: secrets),
            Bodies.cloudEvent("2", type: "secrets.imports", data: imports),
        ])
        let reply = try await bench.send(body, type: "application/cloudevents-batch+json")
        #expect(reply.state == "recorded")
        #expect(try bench.events().map(\.type) == ["secrets.snapshot", "secrets.imports"])
    }

    @Test func `of a batch with known events the new ones take effect`() async throws {
        _ = try await bench.send(Bodies.cloudEvent("1"), id: "a")
        let mixed = Bodies.batch([Bodies.cloudEvent("1"), Bodies.cloudEvent("2")])
        #expect(try await bench.send(mixed, id: "b").state == "recorded")
        #expect(try bench.events().count == 2)
        let known = try await bench.send(mixed, id: "c")
        #expect(known.state == "duplicate")
        #expect(known.position == 2)
    }

    @Test func `an event that stands twice in a batch counts once`() async throws {
        let body = Bodies.batch([Bodies.cloudEvent("1"), Bodies.cloudEvent("1")])
        #expect(try await bench.send(body).state == "recorded")
        #expect(try bench.events().count == 1)
    }

    @Test func `a batch with one malformed event has no effect at all`() async throws {
        let body = Bodies.batch([
            Bodies.cloudEvent("1"), Bodies.cloudEvent("2", data: "{}"),
        ])
        let reply = try await bench.send(body)
        #expect(reply.status == 400)
        #expect(reply["message"]?.string?.hasPrefix("/1/data/projectId is not") == true)
        #expect(try bench.events().map(\.type) == ["delivery.malformed"])
    }

    @Test(arguments: [(1000, 202), (1001, 400)])
    func `a batch holds up to a thousand events`(count: Int, status: Int) async throws {
        let events = (0..<count)
            .map {
                #"{"specversion":"1.0","id":"\#($0)","source":"s","type":"x"}"#
            }
        #expect(try await bench.send(Bodies.batch(events)).status == status)
    }

    @Test(arguments: [
        ("test", "It is a test."), ("other", "This server does not act on this type of event."),
    ])
    func `types nothing acts on are recorded and answered ignored`(
        type: String,
        reason: String
    )
        async throws
    {
        let reply = try await bench.send(Bodies.cloudEvent("1", type: type, data: "null"))
        #expect(reply.status == 202)
        #expect(reply.state == "ignored")
        #expect(reply["reason"]?.string == reason)
        #expect(try bench.events() == [.delivery(.ignored(type: type, reason: reason))])
    }

    @Test func `an empty list of changes makes no folder known`() async throws {
        let body = Bodies.cloudEvent("1", data: Bodies.data(#""changes":[]"#))
        #expect(try await bench.send(body).state == "ignored")
        #expect(bench.state.current.folders.isEmpty)
    }

    @Test func `a Standard Webhooks envelope is taken, its id being the signed one`() async throws {
        let data = Bodies.data(#""changes":[\#(Bodies.set("A", "1"))]"#)
        let body = #"{"type":"secrets.changed","timestamp":"2026-11-23T08:00:00Z","data":\#(data)}"#
        #expect(try await bench.send(body, id: "m1").state == "recorded")
        #expect(try await bench.send(body, id: "m1").state == "duplicate")
        #expect(try await bench.send(body, id: "m2").state == "recorded")
        try await bench.addSource("git", preset: .github, payload: .secretEvents)
        let unsigned = try await bench.send(body, to: "git", preset: .github)
        #expect(unsigned.error == "payload-id")
    }

    @Test(arguments: [
        ("null", "payload-member"), ("1", "payload-member"), ("{}", "payload-member"),
        ("{", "json-malformed"), (#"{"a":1,"a":2}"#, "json-duplicate-member"),
        (#"{"specversion":"0.3","id":"1","source":"s","type":"t"}"#, "payload-member"),
        (#"{"specversion":"1.0","id":"","source":"s","type":"t"}"#, "payload-member"),
    ])
    func `a body that is no event is malformed`(body: String, code: String) async throws {
        let reply = try await bench.send(body)
        #expect(reply.status == 400)
        #expect(reply.error == code)
    }

    @Test(arguments: ["", "app", "/app/", "/a//b", "//"])
    func `a folder path that is not as it is kept is malformed`(path: String) async throws {
        let data = #"{"projectId":"p","environment":"d","secretPath":"\#(path)","changes":[]}"#
        let reply = try await bench.send(Bodies.cloudEvent("1", data: data))
        #expect(reply.error == "payload-secret-path")
    }
}
