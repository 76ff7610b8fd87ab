import Encodings
import EventLog
import SyncModel
import Testing
import WebhookListener
import WebhookSignatures

/// What a sender is told of changes that came too late to count.
@Suite struct SupersededAnswerTests {
    private let bench: ListenerBench

    init() async throws {
        bench = try await ListenerBench()
        try await bench.addSource("kms", preset: .standardWebhooks, payload: .secretEvents)
    }

    private func set(_ key: String, _ version: Int) -> String {
        #"{"op":"set","key":"\#(key)","value":"v","version":\#(version)}"#
    }

    private func send(_ id: String, _ changes: String...) async throws -> Reply {
        let data = Bodies.data(#""changes":[\#(changes.joined(separator: ","))]"#)
        return try await bench.send(Bodies.cloudEvent(id, data: data), id: id)
    }

    private func superseded(_ reply: Reply) -> [String]? {
        reply["superseded"]?.array?.compactMap(\.string)
    }

    @Test func `a change that a newer version outlived is named in the answer, once`() async throws
    {
        #expect(superseded(try await send("1", set("A", 5), set("B", 5))) == nil)
        let reply = try await send("2", set("A", 4), set("B", 6), set("A", 3))
        #expect(reply.status == 202)
        #expect(reply.state == "recorded")
        #expect(superseded(reply) == ["A"])
        let again = try await send("2", set("A", 4), set("B", 6), set("A", 3))
        #expect(again.state == "duplicate")
        #expect(superseded(again) == nil)
        #expect(superseded(try await send("3", set("B", 7))) == nil)
    }

    @Test func `each event of a batch counts`() async throws {
        _ = try await send("1", set("A", 5), set("B", 5))
        let events = [set("A", 4), set("C", 1), set("B", 4)].enumerated()
            .map { index, change in
                Bodies.cloudEvent("e\(index)", data: Bodies.data(#""changes":[\#(change)]"#))
            }
        let reply = try await bench.send(Bodies.batch(events), id: "2")
        #expect(superseded(reply) == ["A", "B"])
    }
}
