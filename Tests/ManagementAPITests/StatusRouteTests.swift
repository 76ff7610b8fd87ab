import APIServing
import Encodings
import EventLog
import HTTPTypes
import LiveLog
import LogModels
import ManagementAPI
import ManagementAPIBench
import Projection
import SyncModel
import TestSupport
import Testing

/// How the server stands.
@Suite struct StatusRouteTests {
    private static let facts = ServerFacts(
        sizes: { ServerFacts.Sizes(database: 4096, writeAheadLog: 512) },
        addresses: {
            ServerFacts.Addresses(
                publicURL: "https://sync.example",
                webhooks: "http://127.0.0.1:8080",
                admin: "http://127.0.0.1:8081"
            )
        },
        requestLimit: 500,
        requestsLeft: { $0 == "a-1" ? 499 : 0 }
    )

    private func append(_ bodies: [EventBody], on bench: APIBench) async throws {
        _ = try await bench.log.append(
            AppendRequest(source: "hanzo", events: bodies.map { PendingEvent($0) })
        )
    }

    private func status(of bench: APIBench) async throws -> JSONValue {
        let reply = try await bench.call(.get, "/api/v1/status")
        #expect(reply.status == 200)
        return reply.json
    }

    @Test func `nothing waits on an empty server`() async throws {
        let status = try await status(of: try APIBench(facts: Self.facts))
        #expect(status["lag"] == .null)
        #expect(status["waitingRuns"] == .array([]))
        #expect(status["budgets"] == .array([]))
        #expect(status["checkpoint"]?["size"] == .null)
        #expect(status["checkpoint"]?["witness"] == .null)
        #expect(status["log"]?["bytes"]?.integer == 4608)
        #expect(status["log"]?["databaseBytes"]?.integer == 4096)
        #expect(status["addresses"]?["publicUrl"]?.string == "https://sync.example")
        #expect(status["addresses"]?["admin"]?.string == "http://127.0.0.1:8081")
        #expect(status["settings"]?.array?.first?["origin"]?.string == "flag")
    }

    @Test func `it names the oldest change that is not at Checkly, and who waits`() async throws {
        let bench = try APIBench(
            facts: Self.facts,
            now: { VirtualClock.epoch.advanced(by: .seconds(90)) }
        )
        let id = try #require(try await bench.createSync()["id"]?.string)
        try await append([.secrets(.snapshot(.sample(), [.sample("A", "fp1:1")]))], on: bench)
        let first = bench.log.head
        try await append([.secrets(.snapshot(.sample(), [.sample("A", "fp1:2")]))], on: bench)
        let status = try await status(of: bench)
        #expect(status["lag"]?["syncId"]?.string == id)
        #expect(status["lag"]?["seconds"]?.integer == 90)
        #expect((status["lag"]?["position"]?.integer ?? 0) >= first.number)
        let waiting = try #require(status["waitingRuns"]?.array?.first)
        #expect(waiting["syncId"]?.string == id)
        #expect(waiting["kind"]?.string == "push")
        #expect(status["counts"]?["waitingRuns"]?.integer == 1)
        #expect(
            status["budgets"]?.text == #"[{"accountId":"a-1","left":499,"limit":500}]"#
        )
    }

    @Test func `a run that is open does not wait, and a paused sync has none`() async throws {
        let bench = try APIBench(facts: Self.facts)
        let id = try #require(try await bench.createSync()["id"]?.string)
        let run = PushRun(id: "r", syncID: id, kind: .push, through: bench.log.head)
        try await append(
            [.secrets(.snapshot(.sample(), [.sample("A", "fp1:1")])), .push(.started(run))],
            on: bench
        )
        let running = try await status(of: bench)
        #expect(running["runs"]?.array?.count == 1)
        #expect(running["waitingRuns"] == .array([]))
        try await append([.push(.finished(run, .succeeded))], on: bench)
        try await append([.secrets(.snapshot(.sample(), [.sample("A", "fp1:2")]))], on: bench)
        _ = try await bench.call(.post, "/api/v1/secret-syncs/checkly/\(id)/pause", "{}")
        let paused = try await status(of: bench)
        #expect(paused["waitingRuns"] == .array([]))
        #expect(paused["lag"]?["syncId"]?.string == id)
    }

    @Test func `a checkpoint or a witness that is late is told`() async throws {
        var signing = LogSigning.none
        signing.standing = {
            var standing = CheckpointStanding()
            standing.interval = .seconds(60)
            standing.hasWitness = true
            standing.newest = SignedCheckpoint(
                size: Position(1),
                rootHash: "",
                signedAt: VirtualClock.epoch,
                note: ""
            )
            return standing
        }
        for (seconds, isLate) in [(100, false), (200, true)] {
            let bench = try APIBench(
                signing: signing,
                facts: Self.facts,
                now: { VirtualClock.epoch.advanced(by: .seconds(seconds)) }
            )
            _ = try await bench.createSync()
            let checkpoint = try await status(of: bench)["checkpoint"]
            #expect(checkpoint?["size"]?.integer == 1)
            #expect(checkpoint?["isLate"]?.bool == isLate)
            #expect(checkpoint?["witness"]?["isLate"]?.bool == isLate)
            let items = try await bench.call(.get, "/api/v1/attention").json["items"]?.array ?? []
            #expect(
                items.compactMap { $0["code"]?.string }
                    == (isLate ? ["checkpoint-late", "witness-late"] : [])
            )
        }
    }

    @Test func `a connection shows what is left of its accounts' budgets`() async throws {
        let bench = try APIBench(facts: Self.facts)
        let sync = try await bench.createSync()
        let id = try #require(sync["connectionId"]?.string)
        let base = "/api/v1/app-connections/checkly"
        let one = try await bench.call(.get, "\(base)/\(id)").json["appConnection"]
        let budget = #"{"left":499,"limit":500}"#
        #expect(one?["accounts"]?.array?.first?["budget"]?.text == budget)
        let list = try await bench.call(.get, base).json["appConnections"]?.array
        #expect(list?.first?["accounts"]?.array?.first?["budget"]?.text == budget)
    }
}
