import Encodings
import EventLog
import HTTPTypes
import ManagementAPI
import ManagementAPIBench
import SyncModel
import TestSupport
import Testing

/// The lists of all syncs and of a sync's keys.
@Suite struct OverviewRouteTests {
    private static let syncs = "/api/v1/secret-syncs/checkly"

    /// Syncs with these names, over one connection.
    private func make(_ names: [String], on bench: APIBench) async throws {
        let connection = try await bench.connect()
        for name in names {
            let reply = try await bench.call(.post, Self.syncs, APIBench.sync(connection, name))
            #expect(reply.status == 200, "\(reply.text)")
        }
    }

    private func names(_ reply: APIBench.Reply) -> [String] {
        (reply.json["syncs"]?.array ?? []).compactMap { $0["name"]?.string }
    }

    @Test func `syncs come in pages, and the counts are of all`() async throws {
        let bench = try APIBench()
        try await make(["delta", "bravo", "alpha", "charlie"], on: bench)
        var reply = try await bench.call(.get, "/api/v1/syncs?limit=2")
        #expect(names(reply) == ["alpha", "bravo"])
        #expect(reply.json["matching"]?.integer == 4)
        #expect(reply.json["total"]?.integer == 4)
        reply = try await bench.call(.get, "/api/v1/syncs?limit=2&offset=2")
        #expect(names(reply) == ["charlie", "delta"])
        reply = try await bench.call(.get, "/api/v1/syncs?limit=2&offset=9")
        #expect(names(reply) == [])
        reply = try await bench.call(.get, "/api/v1/syncs?q=RAV&order=desc")
        #expect(names(reply) == ["bravo"])
        #expect(reply.json["matching"]?.integer == 1)
        #expect(reply.json["total"]?.integer == 4)
        reply = try await bench.call(.get, "/api/v1/syncs?order=desc&limit=1")
        #expect(names(reply) == ["delta"])
    }

    @Test(
        arguments: [
            ("state=fine", "state"), ("sort=luck", "sort"), ("order=up", "order"),
            ("offset=-1", "offset"), ("limit=0", "limit"), ("limit=1001", "limit"),
        ]
    )
    func `a filter, order or page that cannot be is refused by name`(
        query: String,
        name: String
    ) async throws {
        let bench = try APIBench()
        let reply = try await bench.call(.get, "/api/v1/syncs?\(query)")
        #expect(reply.status == 422)
        #expect(reply.json["message"]?.array?.first?["path"]?.array?.first?.string == name)
    }

    @Test func `a key says what made it so`() async throws {
        let bench = try APIBench()
        let sync = try await bench.createSync()
        let id = try #require(sync["id"]?.string)
        let folder = FolderPath(projectID: "p", environment: "dev", secretPath: "/app")
        let entries = [SecretEntry.sample("A", "fp1:1"), SecretEntry.sample("B", "fp1:2")]
        _ = try await bench.log.append(
            AppendRequest(
                source: "hanzo",
                identity: Array("evt-1".utf8),
                deliveryID: "evt-1",
                events: [PendingEvent(.secrets(.snapshot(folder, entries)))]
            )
        )
        let reply = try await bench.call(.get, "\(Self.syncs)/\(id)/keys")
        let keys = reply.json["keys"]?.array ?? []
        #expect(keys.compactMap { $0["key"]?.string } == ["A", "B"])
        #expect(keys.compactMap { $0["state"]?.string } == ["to-create", "to-create"])
        #expect(keys.first?["cause"]?["deliveryId"]?.string == "evt-1")
        #expect(keys.first?["cause"]?["source"]?.string == "hanzo")
        #expect(reply.json["counts"]?["total"]?.integer == 2)
        #expect(reply.json["counts"]?["states"]?["to-create"]?.integer == 2)
        let found = try await bench.call(.get, "\(Self.syncs)/\(id)/keys?q=b&state=to-create")
        #expect(found.json["keys"]?.array?.count == 1)
        #expect(found.json["matching"]?.integer == 1)
        #expect(found.json["counts"]?["total"]?.integer == 2)
        let none = try await bench.call(.get, "\(Self.syncs)/\(id)/keys?state=in-step")
        #expect(none.json["keys"]?.array?.isEmpty == true)
        let missing = try await bench.call(.get, "\(Self.syncs)/\(APIBench.none)/keys")
        #expect(missing.status == 404)
        // The list counts the same keys, and knows since when they wait.
        let list = try await bench.call(.get, "/api/v1/syncs")
        let summary = try #require(list.json["syncs"]?.array?.first)
        #expect(summary["keys"]?["states"]?["to-create"]?.integer == 2)
        #expect(summary["waitingSince"]?.string != nil)
    }

    @Test func `the keys of a pinned sync are those of its moment`() async throws {
        let bench = try APIBench()
        let id = try #require(try await bench.createSync()["id"]?.string)
        let folder = FolderPath(projectID: "p", environment: "dev", secretPath: "/app")
        func report(_ entries: [SecretEntry]) async throws -> Position {
            _ = try await bench.log.append(
                AppendRequest(
                    source: "hanzo",
                    identity: nil,
                    events: [PendingEvent(.secrets(.snapshot(folder, entries)))]
                )
            )
            return bench.log.head
        }
        let then = try await report([SecretEntry.sample("A", "fp1:1")])
        _ = try await report([SecretEntry.sample("B", "fp1:2")])
        _ = try await bench.call(.post, "\(Self.syncs)/\(id)/pin", #"{"asOf":\#(then.number)}"#)
        let reply = try await bench.call(.get, "\(Self.syncs)/\(id)/keys")
        #expect(reply.json["keys"]?.array?.compactMap { $0["key"]?.string } == ["A"])
        let list = try await bench.call(.get, "/api/v1/syncs")
        #expect(list.json["syncs"]?.array?.first?["keys"]?.isNull == true)
    }
}
