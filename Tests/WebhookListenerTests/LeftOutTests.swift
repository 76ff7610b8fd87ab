import Encodings
import EventLog
import LiveLog
import Projection
import SyncModel
import TestSupport
import Testing
import WebhookListener
import WebhookSignatures

/// One secret that cannot be taken does not stop the others.
@Suite struct LeftOutTests {
    private let bench: ListenerBench
    private static let folder = FolderID(
        source: "kms",
        path: FolderPath.sample()
    )

    init() async throws {
        bench = try await ListenerBench()
        try await bench.addSource("kms", preset: .standardWebhooks, payload: .secretEvents)
    }

    private func snapshot(_ id: String, _ secrets: (String, String)...) async throws -> Reply {
        let list = secrets.map { #"{"key":"\#($0.0)","value":"\#($0.1)"}"# }
        let data = Bodies.data(#""secrets":[\#(list.joined(separator: ","))]"#)
        return try await bench.send(
            Bodies.cloudEvent(id, type: "secrets.snapshot", data: data),
            id: id
        )
    }

    private func changes(_ id: String, _ changes: String...) async throws -> Reply {
        let data = Bodies.data(#""changes":[\#(changes.joined(separator: ","))]"#)
        return try await bench.send(Bodies.cloudEvent(id, data: data), id: id)
    }

    private var known: Folder? { bench.state.current.folders[Self.folder] }
    private static let large = String(repeating: "canary", count: 11_000)

    @Test func `the others take effect, and the answer names what was left out`() async throws {
        let reply = try await changes(
            "1",
            Bodies.set("A", "1"),
            Bodies.set("env:Production", "2"),
            Bodies.set("LARGE", Self.large),
            Bodies.set("B", "3")
        )
        #expect(reply.status == 202 && reply.state == "recorded")
        let leftOut = reply["leftOut"]?.array ?? []
        #expect(leftOut.map { $0["key"]?.string } == ["env:Production", "LARGE"])
        #expect(
            leftOut.map { $0["reason"]?.string } == [
                "Its name contains a colon, a slash or a control character.",
                "Its value has 66000 bytes; at most 65536 are accepted.",
            ]
        )
        #expect(known?.secrets.keys.sorted() == ["A", "B"])
        #expect(known?.leftOut.keys.sorted() == ["LARGE", "env:Production"])
        #expect(!reply.body.contains("canary"))
        let again = try await changes("1", Bodies.set("A", "1"), Bodies.set("f/app", "2"))
        #expect(again.state == "duplicate" && again["leftOut"]?.array?.count == 1)
    }

    @Test func `what is known of a key that is left out stays, also with a snapshot`() async throws
    {
        _ = try await snapshot("1", ("A", "1"), ("B", "2"))
        let before = try #require(known?.secrets["A"])
        _ = try await snapshot("2", ("A", Self.large), ("B", "3"))
        #expect(known?.secrets["A"] == before)
        #expect(known?.leftOut.keys.sorted() == ["A"])
        // What is taken again, or is not there any more, is left out no longer.
        _ = try await snapshot("3", ("A", "4"))
        #expect(known?.leftOut == [:] && known?.secrets.keys.sorted() == ["A"])
        _ = try await changes("4", Bodies.set("A", Self.large))
        #expect(known?.leftOut.count == 1)
        _ = try await changes("5", #"{"op":"delete","key":"A"}"#)
        #expect(known?.leftOut == [:] && known?.secrets == [:])
    }

    @Test(arguments: ["env:Production", "f/app", "x:\u{202E}y", ""])
    func `one whose deletion is told is left out no longer`(key: String) async throws {
        _ = try await changes("1", Bodies.set("A", "1"), Bodies.set(key, "2"))
        #expect(known?.leftOut.count == 1)
        let reply = try await changes("2", #"{"op":"delete","key":"\#(key)"}"#)
        #expect(reply.state == "recorded" && reply["leftOut"] == nil)
        #expect(known?.leftOut == [:])
        #expect(known?.secrets.keys.sorted() == ["A"])
    }

    @Test func `the last change of a key says whether it is left out`() async throws {
        let large = Bodies.set("A", Self.large)
        let delete = #"{"op":"delete","key":"f/app"}"#
        let good = Bodies.set("A", "2")
        var reply = try await changes("1", large, Bodies.set("f/app", "1"), good, delete)
        #expect(reply.state == "recorded" && reply["leftOut"] == nil)
        #expect(known?.leftOut == [:] && known?.secrets.keys.sorted() == ["A"])
        reply = try await changes("2", good, large, Bodies.set(":", "1"), Bodies.set(":", "2"))
        #expect(reply["leftOut"]?.array?.compactMap { $0["key"]?.string } == ["A", ":"])
        #expect(known?.leftOut.keys.sorted() == [":", "A"])
    }

    @Test func `a deletion of what is only shown like a key deletes no key`() async throws {
        _ = try await changes("1", Bodies.set(#"a\\u{0}b"#, "1"))
        #expect(known?.secrets.keys.sorted() == [#"a\u{0}b"#])
        _ = try await changes("2", #"{"op":"delete","key":"a\u0000b"}"#)
        #expect(known?.secrets.keys.sorted() == [#"a\u{0}b"#])
    }

    @Test func `a folder of which everything was left out is not known`() async throws {
        let reply = try await changes("1", Bodies.set("f/app", "1"))
        #expect(reply.state == "recorded")
        #expect(known?.isKnown == false)
    }

    @Test(arguments: [
        (#"a\u0000b"#, #"a\u{0}b"#), (#"a\u009b:"#, #"a\u{9B}:"#), (#"x:\u202ey"#, #"x:\u{202E}y"#),
        (String(repeating: "k/", count: 200), String(repeating: "k/", count: 32) + "…"),
    ])
    func `a name is shown without what a line cannot show, and cut`(
        key: String,
        shown: String
    ) async throws {
        let reply = try await changes("1", Bodies.set(key, "1"))
        #expect(reply["leftOut"]?.array?.first?["key"]?.string == shown)
    }
}
