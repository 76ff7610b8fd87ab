import AdminClient
import Encodings
import Foundation
import Synchronization
import TestSupport
import Testing

/// Another master key, while the server runs.
@Suite(.timeLimit(.minutes(10))) struct MasterKeyRotationTests {
    private static func key(_ byte: UInt8) -> String {
        Data(repeating: byte, count: 32).base64EncodedString()
    }

    private func rotate(_ bench: Workbench, _ server: ServerProcess) async throws -> JSONValue {
        let (status, said) = try await bench.program("keys", "rotate-master", "--yes", on: server)
        #expect(status == 0, "\(said)")
        return try JSONValue.parse(Array(said.utf8))
    }

    /// The values that a sync desires, by key.
    private func values(
        of sync: String,
        _ bench: Workbench,
        on server: ServerProcess
    ) async throws -> [String: String] {
        let path = "/api/v1/secret-syncs/checkly/\(sync)/reveal"
        let answer = try await bench.call("POST", path, .object([:]), on: server)
        let variables = answer["variables"]?.array ?? []
        return Dictionary(
            uniqueKeysWithValues: variables.map {
                ($0["sourceKey"]?.string ?? "", $0["value"]?.string ?? "")
            }
        )
    }

    private func verify(
        _ data: String,
        environment: [String: String] = [:]
    ) async throws {
        let report = try await runProgram(
            ["audit", "verify", "--data", data],
            environment: environment
        )
        #expect(report.status == 0, "\(report.said)")
        #expect(!report.said.contains("Without the master key"))
    }

    @Test func `deliveries go on, and every value opens under the new key alone`() async throws {
        let bench = try await Workbench()
        var server = try await bench.start()
        let sync = try await bench.setUp(server)
        _ = try await bench.api(server).pauseSync(id: sync, reason: nil)
        let path = bench.data + "/master.key"
        let first = try String(contentsOfFile: path, encoding: .utf8)
        let live = server
        let isOver = Atomic(false)
        async let sending: Int = {
            var number = 0
            while !isOver.load(ordering: .relaxed) || number < 20 {
                number += 1
                let set = Workbench.set("K\(number)", "value \(number)")
                let answer = try await bench.deliver(id: "evt-\(number)", [set], to: live)
                #expect(answer?.status == 202)
            }
            return number
        }()
        var ids: [String] = []
        for _ in 1...3 { ids.append(try await rotate(bench, server)["masterKeyId"]?.string ?? "") }
        // At the same time one after the other, or refused.
        let both = try await withThrowingTaskGroup(of: JSONValue.self) { group in
            for _ in 1...2 {
                group.addTask { try await bench.call("POST", "/api/v1/keys/rotate", on: live) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let refused = both.filter { $0["rotated"] == nil }
        #expect(refused.count < 2 && refused.allSatisfy { $0["statusCode"]?.integer == 503 })
        isOver.store(true, ordering: .relaxed)
        let count = try await sending
        let wanted = Dictionary(
            uniqueKeysWithValues: (1...count).map { ("K\($0)", "value \($0)") }
        )
        #expect(try await values(of: sync, bench, on: server) == wanted)

        let events = try await bench.call("GET", "/api/v1/events?type=key.rotated", on: server)
        let steps = (events["events"]?.array ?? []).compactMap { $0["data"] }
        #expect(steps.prefix(3).map { $0["to"]?.string } == ids)
        #expect(steps.count == 5 - refused.count && steps[0]["from"]?.string != ids[0])
        #expect(zip(steps, steps.dropFirst()).allSatisfy { $0["to"] == $1["from"] })
        #expect(steps.allSatisfy { $0["kind"]?.string == "master" })
        #expect(events["events"]?.array?.first?["actor"]?["name"]?.string == "admin")
        let counted = try await bench.call("GET", "/api/v1/keys", on: server)
        #expect(counted["keys"]?["masterKeyId"] == steps.last?["to"])

        let second = try String(contentsOfFile: path, encoding: .utf8)
        #expect(second != first)
        #expect(!FileManager.default.fileExists(atPath: path + ".new"))
        try await verify(bench.data)
        await server.kill()
        try await verify(bench.data)
        server = try await bench.start()
        #expect(try await values(of: sync, bench, on: server) == wanted)
        // What comes later has the same fingerprints, so nothing seems to have changed.
        _ = try await bench.deliver(
            id: "again",
            [Workbench.set("K1", "value 1")],
            to: server
        )
        #expect(await server.stop() == 0)
        try await verify(bench.data)
        let old = try await runProgram(
            ["audit", "verify", "--data", bench.data],
            environment: [
                "CHECKLY_SYNC_MASTER_KEY": first.trimmingCharacters(in: .whitespacesAndNewlines)
            ]
        )
        #expect(old.status == 2 && old.said.contains("master-key"), "\(old.said)")
    }

    @Test func `a key that is kept elsewhere is replaced by the new one that is given`()
        async throws
    {
        let bench = try await Workbench()
        let (old, new) = (
            ["CHECKLY_SYNC_MASTER_KEY": Self.key(1)], ["CHECKLY_SYNC_MASTER_KEY": Self.key(2)]
        )
        var server = try await bench.start(environment: old)
        let sync = try await bench.setUp(server)
        _ = try await bench.deliver(id: "1", [Workbench.set("A", "first")], to: server)
        #expect(try await bench.program("keys", "rotate-master", on: server).status == 64)
        let (status, said) = try await bench.program("keys", "rotate-master", "--yes", on: server)
        #expect(status == 1 && said.contains("CHECKLY_SYNC_NEW_MASTER_KEY"), "\(said)")
        #expect(await server.stop() == 0)

        let both = old.merging(["CHECKLY_SYNC_NEW_MASTER_KEY": Self.key(2)]) { $1 }
        server = try await bench.start(environment: both)
        let before = try await bench.call("GET", "/api/v1/keys", on: server)
        let answer = try await rotate(bench, server)
        #expect(answer["masterKeyId"] != before["keys"]?["masterKeyId"])
        // The names of three secrets, of which each has a value, and the identity.
        #expect(answer["keys"]?.integer == 7, "\(answer.text)")
        let again = try await bench.program("keys", "rotate-master", "--yes", on: server)
        #expect(again.status == 1 && again.said.contains("already"), "\(again.said)")
        await server.kill()

        // Until the new one has taken the old one's place, the server starts with both.
        for environment in [both, new] {
            server = try await bench.start(environment: environment)
            #expect(server.said.contains("put it in the place of") == (environment == both))
            #expect(try await values(of: sync, bench, on: server) == ["A": "first"])
            #expect(await server.stop() == 0)
            try await verify(bench.data, environment: environment)
        }
        let refused = try await runProgram(["serve", "--data", bench.data], environment: old)
        #expect(refused.status == 1 && refused.said.contains("wrong-master-key"))
        #expect(!FileManager.default.fileExists(atPath: bench.data + "/master.key"))
        for text in [server.said, refused.said, said, again.said] {
            #expect(!text.contains(Self.key(1)) && !text.contains(Self.key(2)))
        }
    }
}
