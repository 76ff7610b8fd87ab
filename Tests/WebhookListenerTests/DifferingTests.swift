import Encodings
import EventLog
import LiveLog
import Projection
import SyncModel
import Testing
import WebhookListener
import WebhookSignatures

/// The first event of an id stands; another one under it changes nothing, and is told of.
@Suite struct DifferingTests {
    private let bench: ListenerBench

    init() async throws {
        bench = try await ListenerBench()
        try await bench.addSource("kms", preset: .standardWebhooks, payload: .secretEvents)
    }

    private static func changes(_ changes: String...) -> String {
        Bodies.data(#""changes":[\#(changes.joined(separator: ","))]"#)
    }

    private static func snapshot(_ secrets: String) -> String {
        Bodies.data(#""secrets":[\#(secrets)]"#)
    }

    private static let large = String(repeating: "v", count: 65_537)

    /// Two events of one id, by type and data.
    static let pairs: [(type: String, data: String, otherType: String, other: String)] = [
        (
            "secrets.changed", changes(Bodies.set("A", "1")), "secrets.changed",
            changes(Bodies.set("A", "2"))
        ),
        (
            "secrets.changed", changes(Bodies.set("A", "1")), "secrets.changed",
            changes(Bodies.set("B", "1"))
        ),
        (
            "secrets.changed", changes(Bodies.set("A", "1")), "secrets.changed",
            changes(Bodies.set("A", "1"), Bodies.set("B", "1"))
        ),
        (
            "secrets.changed", changes(Bodies.set("A", "1")), "secrets.changed",
            changes(#"{"op":"delete","key":"A"}"#)
        ),
        (
            "secrets.changed", changes(#"{"op":"delete","key":"A"}"#), "secrets.changed",
            changes(#"{"op":"delete","key":"A","version":2}"#)
        ),
        (
            "secrets.changed", changes(Bodies.set("A", "1")), "secrets.changed",
            changes(#"{"op":"set","key":"A","value":"1","version":2}"#)
        ),
        (
            "secrets.changed", changes(Bodies.set("A", "1")), "secrets.changed",
            changes(Bodies.set("A", "1")).replacing("/app", with: "/other")
        ),
        (
            "secrets.changed", changes(Bodies.set("A", "1")), "secrets.changed",
            changes(Bodies.set("A", "1"), Bodies.set("f/app", "1"))
        ),
        (
            "secrets.changed", changes(Bodies.set("A", "1")), "secrets.snapshot",
            snapshot(#"{"key":"A","value":"1"}"#)
        ),
        (
            "secrets.snapshot", snapshot(#"{"key":"A","value":"1"}"#), "secrets.snapshot",
            snapshot("")
        ),
        (
            "secrets.imports", Bodies.data(#""imports":[]"#), "secrets.imports",
            Bodies.data(#""imports":[{"environment":"dev","secretPath":"/"}]"#)
        ),
        ("test", "null", "secrets.changed", changes(Bodies.set("A", "1"))),
        ("one", "null", "two", "null"),
    ]

    @Test(arguments: pairs)
    func `other content under a known id changes nothing and is told`(
        type: String,
        data: String,
        otherType: String,
        other: String
    ) async throws {
        _ = try await bench.send(Bodies.cloudEvent("e", type: type, data: data), id: "1")
        let folders = bench.state.current.folders
        let same = try await bench.send(Bodies.cloudEvent("e", type: type, data: data), id: "2")
        #expect(same.state == "duplicate" && same["differs"] == nil)
        for id in ["3", "4"] {
            let body = Bodies.cloudEvent("e", type: otherType, data: other)
            let reply = try await bench.send(body, id: id)
            #expect(reply.status == 202 && reply.state == "duplicate")
            #expect(reply["differs"]?.bool == true)
            #expect(reply.position == 2)
        }
        #expect(bench.state.current.folders == folders)
        // However often it comes, it is kept once.
        #expect(
            try bench.events().filter { $0 == .delivery(.differed(first: Position(2))) }.count == 1
        )
        let differing = bench.state.current.differences["kms"]
        #expect(differing?.count == 1 && differing?.first == Position(2))
        #expect(differing?.deliveryID == "3")
    }

    @Test func `an envelope's signed id counts as well`() async throws {
        func send(_ value: String) async throws -> Reply {
            let data = Self.changes(Bodies.set("A", value))
            return try await bench.send(#"{"type":"secrets.changed","data":\#(data)}"#, id: "m1")
        }
        #expect(try await send("1").state == "recorded")
        #expect(try await send("1")["differs"] == nil)
        let other = try await send("2")
        #expect(other.state == "duplicate" && other["differs"]?.bool == true)
    }

    @Test func `of a batch the new events take effect, and the differing ones are told`()
        async throws
    {
        _ = try await bench.send(
            Bodies.cloudEvent("1", data: Self.changes(Bodies.set("A", "1"))),
            id: "a"
        )
        let batch = Bodies.batch([
            Bodies.cloudEvent("1", data: Self.changes(Bodies.set("A", "2"))),
            Bodies.cloudEvent("2", data: Self.changes(Bodies.set("B", "1"))),
        ])
        let reply = try await bench.send(batch, id: "b")
        #expect(reply.state == "recorded" && reply["differs"]?.bool == true)
        let folder = try #require(bench.state.current.folders.values.first)
        #expect(folder.secrets.keys.sorted() == ["A", "B"])
        #expect(bench.state.current.differences["kms"]?.first == Position(2))
    }
}
