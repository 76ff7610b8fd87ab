import Encodings
import Foundation
import SyncModel
import Testing

@testable import checkly_sync

/// The log as people and pipes see it.
@Suite(.serialized, .timeLimit(.minutes(10))) struct EventsTests {
    private static func event(_ text: String) throws -> JSONValue {
        try JSONValue.parse(Array(text.utf8))
    }

    private static func events(_ count: Int) throws -> [JSONValue] {
        try (1...count)
            .map { number in
                try event(
                    #"{"position":\#(number),"recordedAt":"2026-11-28T17:58:04.123456Z","#
                        + #""type":"push.variable-written","data":{"syncId":"s-1","#
                        + #""key":"APP_A_RATHER_LONG_NAME_\#(number)"}}"#
                )
            }
    }

    @Test func `one header stands over all pages, and columns stay where they are`() throws {
        var table = EventTable(width: nil, names: ["s-1": "app"])
        let pages = [try Self.events(3), try Self.events(250), []].map { table.lines(of: $0) }
        let lines = pages.flatMap(\.self)
        #expect(lines.count == 254)
        #expect(lines.count { $0.hasPrefix("POSITION") } == 1)
        let places = Set(
            lines.dropFirst().map { $0.ranges(of: "app").first?.lowerBound.utf16Offset(in: $0) }
        )
        #expect(places.count == 1)
        #expect(lines[1].contains("written") && lines[1].contains("APP_A_RATHER_LONG_NAME_1"))
    }

    @Test(arguments: [40, 80, 100, 200])
    func `no line is wider than the terminal`(width: Int) throws {
        var table = EventTable(width: width, names: ["s-1": "a-sync-with-a-name-that-is-long"])
        for line in table.lines(of: try Self.events(20)) {
            #expect(line.count <= width, "\(line)")
        }
    }

    @Test(arguments: [
        (#"{"type":"push.finished","data":{"outcome":"succeeded"}}"#, "succeeded"),
        (
            #"{"type":"push.finished","data":{"outcome":"failed","problem":{"code":"budget"}}}"#,
            "budget"
        ),
        (#"{"type":"secrets.changed","data":{"changes":[{"op":"set"},{"op":"delete"}]}}"#, "+1 -1"),
        (#"{"type":"secrets.snapshot","data":{"secrets":[{},{}]}}"#, "=2"),
        (#"{"type":"delivery.ignored","data":{"reason":"test"}}"#, "test"),
        (#"{"type":"sync.created","data":{}}"#, "–"),
    ])
    func `an event says how it went`(text: String, outcome: String) throws {
        let event = try Self.event(text)
        #expect(EventTable.outcome(event["type"]?.string ?? "", event["data"]) == outcome)
    }

    @Test(arguments: [
        ("90s", 90), ("30m", 1800), ("1h", 3600), ("7d", 604_800), ("0s", 0),
    ])
    func `an age is counted from now`(text: String, seconds: Int64) throws {
        let now = Timestamp(microseconds: 1_795_000_000_000_000)
        let since = try #require(Since(text, now: now))
        let time = Timestamp(microseconds: now.microseconds - seconds * 1_000_000)
        #expect(since.moment == .time(time))
    }

    @Test(arguments: ["", "h", "1", "1w", "-1h", "1.5h", "99999999d", "yesterday"])
    func `what is no age is refused`(text: String) {
        #expect(Since(text, now: Timestamp(microseconds: 0)) == nil)
    }

    @Test func `the newest, the first, and what is younger are shown, by a server and from files`()
        async throws
    {
        let bench = try await OutputBench()
        let start = Date().addingTimeInterval(-3600).formatted(.iso8601)
        let head = try await positions(bench, "events").last ?? 0
        for place in ["", " --data {data}"] {
            let all = try await positions(bench, "events --limit \(head)" + place)
            #expect(all == Array(1...head))
            #expect(try await positions(bench, "events --limit 3" + place) == [1, 2, 3])
            let tail = try await positions(bench, "events --tail 3 --type secrets.changed" + place)
            #expect(tail.count == 1)
            let newest = try await positions(bench, "events --tail 2 --key A" + place)
            #expect(newest.count == 2 && newest == newest.sorted())
            #expect(try await positions(bench, "events --since 1h --limit \(head)" + place) == all)
            let since = "events --since \(start) --limit 2" + place
            #expect(try await positions(bench, since) == [1, 2])
            #expect(try await positions(bench, "events --since 0s" + place) == [])
        }
    }

    @Test func `a sync's events are shown with the changes that it was pushed for`() async throws {
        let bench = try await OutputBench()
        for place in ["", " --data {data}"] {
            let said = try await bench.run("events --sync bench -o json" + place, "").said
            let types = try said.split(separator: "\n")
                .map { try JSONValue.parse(Array($0.utf8))["type"]?.string ?? "" }
            #expect(types.contains("secrets.changed"), "\(types)")
            #expect(types.contains("push.finished"), "\(types)")
            #expect(!types.contains("source.created"), "\(types)")
        }
        // Another source's changes of the same folder are not its own.
        _ = try await bench.run("sources create other --preset github --secret-env SIGNING", "")
        let more = try await bench.run("events --sync bench --type source.created -o json", "")
        #expect(more.said == "", "\(more.said)")
    }

    @Test func `a key is found in a sync's history by its name at the source and at Checkly`()
        async throws
    {
        let bench = try await OutputBench()
        let create = OutputTable.createSync("named", of: "/app")
        #expect(try await bench.run(create, "").status == 0)
        #expect(try await bench.run("push named --wait", "").status != 64)
        for key in ["A", "named_A"] {
            let said = try await bench.run("syncs history named --key \(key) -o json", "").said
            #expect(said.contains("push.variable-written"), "\(key): \(said)")
        }
    }

    private func positions(_ bench: OutputBench, _ line: String) async throws -> [Int64] {
        let ended = try await bench.run(line + " -o json", "")
        #expect(ended.status == 0, "\(line): \(ended.said)")
        return try ended.said.split(separator: "\n")
            .compactMap { try JSONValue.parse(Array($0.utf8))["position"]?.integer }
    }
}
