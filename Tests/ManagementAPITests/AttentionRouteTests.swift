import Encodings
import EventLog
import HTTPTypes
import LiveLog
import ManagementAPIBench
import Projection
import SyncModel
import TestSupport
import Testing

/// What waits for a person, the runs of a sync, finding things, and reading the log backwards.
@Suite struct AttentionRouteTests {
    private static let syncs = "/api/v1/secret-syncs/checkly"

    private func append(_ bodies: [EventBody], on bench: APIBench) async throws {
        _ = try await bench.log.append(
            AppendRequest(source: "hanzo", events: bodies.map { PendingEvent($0) })
        )
    }

    @Test func `runs come newest first, with what became of each`() async throws {
        let bench = try APIBench()
        let id = try #require(try await bench.createSync()["id"]?.string)
        let problem = PushProblem(code: "checkly-refused", message: "No.")
        func run(_ name: String) -> PushRun {
            PushRun(id: name, syncID: id, kind: .push, through: bench.log.head)
        }
        for name in ["r-1", "r-2", "r-3"] {
            let variable = PushedVariable.sample("A", sync: id, run: name)
            let outcome: PushOutcome =
                name == "r-2" ? .failed(problem, nextTryAt: VirtualClock.epoch) : .succeeded
            try await append(
                [.push(.started(run(name))), .push(.variableWritten(variable))]
                    + (name == "r-3" ? [] : [.push(.finished(run(name), outcome))]),
                on: bench
            )
        }
        let path = "\(Self.syncs)/\(id)/runs"
        let reply = try await bench.call(.get, path)
        let runs = try #require(reply.json["runs"]?.array)
        #expect(runs.compactMap { $0["id"]?.string } == ["r-3", "r-2", "r-1"])
        #expect(
            runs.compactMap { $0["outcome"]?.string } == ["running", "failed", "succeeded"]
        )
        #expect(runs.compactMap { $0["written"]?.integer } == [1, 1, 1])
        #expect(runs[1]["problem"]?["code"]?.string == "checkly-refused")
        #expect(runs[0]["finishedAt"] == .null)
        #expect(reply.json["next"] == .null)
        let first = try await bench.call(.get, path + "?limit=2")
        #expect(first.json["runs"]?.array?.count == 2)
        let next = try #require(first.json["next"]?.integer)
        let rest = try await bench.call(.get, path + "?limit=2&before=\(next)")
        #expect(rest.json["runs"]?.array?.compactMap { $0["id"]?.string } == ["r-1"])
        #expect(try await bench.call(.get, "\(Self.syncs)/\(APIBench.none)/runs").status == 404)
    }

    @Test func `problems come before notices, each with what to do`() async throws {
        let bench = try APIBench()
        let before = try await bench.call(.get, "/api/v1/attention").json
        #expect(before["items"]?.array?.isEmpty == true)
        let id = try #require(try await bench.createSync()["id"]?.string)
        let failure = FetchFailure(code: "kms-forbidden", message: "No.")
        try await append(
            [
                .source(.created(.sample("hanzo", secretIDs: ["s"], isFetched: true))),
                .folder(.fetchFailed(.sample(), failure)),
                .sync(
                    .parked(
                        syncID: id,
                        ParkedChange(
                            key: nil,
                            fingerprint: nil,
                            position: Position(.max),
                            problem: PushProblem(code: "group-full", message: "No room. (Less.)")
                        )
                    )
                ),
            ],
            on: bench
        )
        _ = try await bench.call(.post, "/api/v1/hold", #"{"reason":"freeze"}"#)
        let reply = try await bench.call(.get, "/api/v1/attention")
        let items = try #require(reply.json["items"]?.array)
        #expect(
            items.compactMap { $0["code"]?.string } == [
                "held", "sync-needs-you", "folder-not-fetched",
            ]
        )
        #expect(items[0]["subject"]?.text == #"{"type":"server"}"#)
        #expect(items[1]["subject"]?["id"]?.string == id)
        #expect(items[1]["hint"]?.string?.isEmpty == false)
        #expect(items[2]["subject"]?["secretPath"]?.string == "/app")
        #expect(items[2]["message"]?.string?.hasSuffix("kms-forbidden: No.") == true)
        #expect(reply.json["problems"]?.integer == 3)
        #expect(reply.json["notices"]?.integer == 0)
    }

    @Test func `the status counts what there is`() async throws {
        let bench = try APIBench()
        let id = try #require(try await bench.createSync()["id"]?.string)
        let run = PushRun(id: "r", syncID: id, kind: .push, through: bench.log.head)
        try await append(
            [.secrets(.snapshot(.sample(), [.sample("A", "fp1:1")])), .push(.started(run))],
            on: bench
        )
        let status = try await bench.call(.get, "/api/v1/status").json
        #expect(status["log"]?["position"]?.integer == bench.log.head.number)
        #expect(status["log"]?["isWritable"]?.bool == true)
        #expect(status["counts"]?["syncs"]?.integer == 1)
        #expect(status["counts"]?["secrets"]?.integer == 1)
        #expect(status["runs"]?.array?.first?["syncId"]?.string == id)
        #expect(status["hold"] == .null)
    }

    @Test func `a search finds names, keys and positions, and counts what it does not show`()
        async throws
    {
        let bench = try APIBench()
        let id = try #require(try await bench.createSync()["id"]?.string)
        let keys = (1...5).map { SecretEntry.sample("ONE_\($0)", "fp1:1") }
        try await append([.secrets(.snapshot(.sample(), keys))], on: bench)
        func found(_ query: String) async throws -> JSONValue {
            try await bench.call(.get, "/api/v1/search?q=" + query).json
        }
        let one = try await found("one&limit=2")
        #expect(one["syncs"]?["items"]?.array?.first?["id"]?.string == id)
        #expect(one["keys"]?["items"]?.array?.count == 2)
        #expect(one["keys"]?["count"]?.integer == 5)
        #expect(one["event"] == .null)
        #expect(try await found("MAIN")["connections"]?["count"]?.integer == 1)
        #expect(try await found("%232")["event"]?["position"]?.integer == 2)
        #expect(try await found("2")["event"]?["position"]?.integer == 2)
        #expect(try await found("%23999")["event"] == .null)
        #expect(try await bench.call(.get, "/api/v1/search").status == 422)
    }

    @Test func `events and a history are paged from the new end without a gap`() async throws {
        let bench = try APIBench(historyScanLimit: 3)
        let id = try #require(try await bench.createSync()["id"]?.string)
        for number in 1...6 {
            let entry = SecretEntry.sample("A", "fp1:\(number)")
            let path = number.isMultiple(of: 2) ? FolderPath.sample() : .sample("/other")
            try await append([.secrets(.snapshot(path, [entry]))], on: bench)
        }
        func all(_ path: String, _ name: String) async throws -> [Int64] {
            var (found, before): ([Int64], Int64?) = ([], nil)
            repeat {
                let end = before.map { "&before=\($0)" } ?? ""
                let page = try await bench.call(.get, path + end).json
                found += (page[name]?.array ?? []).compactMap { $0["position"]?.integer }
                before = page["next"]?.integer
            } while before != nil
            return found
        }
        let head = bench.log.head.number
        for limit in 1...4 {
            let events = try await all("/api/v1/events?order=desc&limit=\(limit)", "events")
            #expect(events == (1...head).reversed())
        }
        let typed = "/api/v1/events?order=desc&limit=1&type=connection.created"
        #expect(try await all(typed, "events") == [1])
        let bounded = "/api/v1/events?order=desc&from=2&to=4"
        #expect(try await all(bounded, "events") == [4, 3])
        for limit in 1...3 {
            let path = "\(Self.syncs)/\(id)/history?order=desc&limit=\(limit)"
            #expect(try await all(path, "history") == [head, head - 2, head - 4, 2])
        }
    }

    @Test func `a connection says who uses it, and whether Checkly accepts its key`()
        async throws
    {
        let bench = try APIBench()
        let sync = try await bench.createSync()
        let connection = try #require(sync["connectionId"]?.string)
        let base = "/api/v1/app-connections/checkly/\(connection)"
        let shown = try await bench.call(.get, base).json["appConnection"]
        #expect(shown?["isRefused"]?.bool == false)
        #expect(shown?["syncs"]?.array?.first?["id"] == sync["id"])
        #expect(shown?["accounts"]?.array?.first?["id"]?.string == "a-1")
        let head = bench.log.head
        let checked = try await bench.call(.post, base + "/check").json
        #expect(checked["isAccepted"]?.bool == true)
        #expect(checked["accountCount"]?.integer == 1)
        #expect(bench.log.head == head)
    }
}
