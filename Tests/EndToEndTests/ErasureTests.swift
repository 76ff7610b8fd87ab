import AdminClient
import Encodings
import LogIntegrity
import Foundation
import GRDB
import SyncModel
import Testing

/// Values are destroyed, and the master key changed, under a log whose proofs stay as they are.
@Suite struct ErasureTests {
    private struct Cut: Error {}

    private static let canary = "canary-7f3a9c"

    /// The wrapped keys of values, by position and slot.
    private func wrappedKeys(_ data: String) throws -> [SealedValueReference: [UInt8]] {
        var configuration = Configuration()
        configuration.readonly = true
        let queue = try DatabaseQueue(
            path: data + "/events.sqlite",
            configuration: configuration
        )
        defer { try? queue.close() }
        return try queue.read { database in
            let rows = try Row.fetchAll(database, sql: "SELECT * FROM data_keys")
            return Dictionary(
                uniqueKeysWithValues: rows.map { row in
                    let place = SealedValueReference(
                        position: Position(row["position"]),
                        slot: row["slot"]
                    )
                    return (place, [UInt8](row["wrapped"] as Data))
                }
            )
        }
    }

    private func contains(_ needle: [UInt8], in files: [String: [UInt8]]) -> Bool {
        files.values.contains { Data($0).range(of: Data(needle)) != nil }
    }

    private func audit(_ data: String) async throws -> (status: Int32, json: JSONValue) {
        let (status, said) = try await runProgram(["audit", "verify", "--data", data, "-o", "json"])
        let json = said.split(separator: "\n").first { $0.hasPrefix("{") } ?? ""
        return (status, try JSONValue.parse(Array(json.utf8)))
    }

    @Test func `a destroyed value is in no byte, is not missed, and every proof holds`()
        async throws
    {
        let bench = try await Workbench()
        var server = try await bench.start()
        let sync = try await bench.setUp(server)
        // Only the last values are for Checkly: each round's would use up the minute's requests.
        let api = bench.api(server)
        _ = try await api.pauseSync(id: sync, reason: nil)
        for number in 0..<60 {
            let changes = (0..<10).map { Workbench.set("K\($0)", "\(Self.canary)-\(number)-\($0)") }
            _ = try await bench.deliver(id: "evt-\(number)", changes, to: server)
        }
        _ = try await api.resumeSync(id: sync)
        _ = try await bench.push(sync, on: server)
        let before = try wrappedKeys(bench.data)
        let (dry, counted) = try await bench.program(
            "keys",
            "shred",
            "--secret",
            "p/dev/app:K3",
            "--dry-run",
            on: server
        )
        #expect(dry == 0 && counted.contains(#""values":60"#), "\(counted)")
        #expect(try wrappedKeys(bench.data) == before)
        let (status, said) = try await bench.program(
            "keys",
            "shred",
            "--secret",
            "p/dev/app:K3",
            "--yes",
            on: server
        )
        #expect(status == 0 && said.contains(#""values":60"#), "\(said)")

        let after = try wrappedKeys(bench.data)
        let gone = before.filter { after[$0.key] == nil }
        #expect(gone.count == 60)
        #expect(after.allSatisfy { before[$0.key] == $0.value })
        let files = try bench.files()
        for wrapped in gone.values { #expect(!contains(wrapped, in: files)) }
        #expect(!contains(Array(Self.canary.utf8), in: files))

        let plan = try await bench.api(server).plan(ofSync: sync, asOf: nil)
        #expect(plan["summary"]?["skip"]?.integer == 1, "\(plan.text)")
        #expect(plan["summary"]?["delete"]?.integer == 0)
        #expect(await server.stop() == 0)
        let report = try await audit(bench.data)
        #expect(report.status == 0, "\(report.json.text)")

        server = try await bench.start()
        _ = try await bench.deliver(
            id: "again",
            [Workbench.set("K3", "\(Self.canary)-59-3")],
            to: server
        )
        let healed = try await bench.push(sync, on: server)
        #expect(healed["secretSync"]?["syncStatus"]?.string == "succeeded", "\(healed.text)")
        #expect(await server.stop() == 0)
    }

    @Test func `values that arrive while their secret is destroyed leave a log that is whole`()
        async throws
    {
        let bench = try await Workbench()
        let server = try await bench.start()
        let sync = try await bench.setUp(server)
        _ = try await bench.api(server).pauseSync(id: sync, reason: nil)
        for key in (0..<10).map({ "K\($0)" }) {
            let first = Workbench.set(key, "\(Self.canary)-first")
            _ = try await bench.deliver(id: "\(key)-first", [first], to: server)
            try await withThrowingTaskGroup { group in
                for sender in 0..<4 {
                    group.addTask {
                        for number in 0..<5 {
                            let id = "\(key)-\(sender)-\(number)"
                            let set = Workbench.set(key, "\(Self.canary)-\(id)")
                            _ = try await bench.deliver(id: id, [set], to: server)
                        }
                    }
                }
                group.addTask {
                    _ = try await bench.api(server)
                        .shred(.object(["secret": .text("p/dev/app:\(key)")]))
                }
                try await group.waitForAll()
            }
        }
        #expect(await server.stop() == 0)
        let report = try await audit(bench.data)
        #expect(report.status == 0, "\(report.json.text)")
        let copy = try await runProgram(["backup", bench.data + "-backup", "--data", bench.data])
        #expect(copy.status == 0, "\(copy.said)")
    }

    @Test func `by age only superseded values are destroyed`() async throws {
        let bench = try await Workbench()
        let server = try await bench.start()
        let sync = try await bench.setUp(server)
        for number in 0..<5 {
            let set = Workbench.set("A", "\(Self.canary)-\(number)")
            _ = try await bench.deliver(id: "evt-\(number)", [set], to: server)
        }
        _ = try await bench.push(sync, on: server)
        let (status, said) = try await bench.program(
            "keys",
            "shred",
            "--older-than",
            "0h",
            "--yes",
            on: server
        )
        #expect(status == 0 && said.contains(#""values":4"#), "\(said)")
        let plan = try await bench.api(server).plan(ofSync: sync, asOf: nil)
        #expect(plan["summary"]?["unchanged"]?.integer == 1, "\(plan.text)")
        #expect(await server.stop() == 0)
        #expect(try await audit(bench.data).status == 0)
    }

    @Test(arguments: MasterKeyRotation.Step.allCases)
    func `a rotation cut off after any step is finished by the next`(
        step: MasterKeyRotation.Step
    ) async throws {
        let bench = try await Workbench()
        var server = try await bench.start()
        let sync = try await bench.setUp(server)
        _ = try await bench.deliver(id: "1", [Workbench.set("A", "first")], to: server)
        #expect(await server.stop() == 0)
        let oldKey = try String(contentsOfFile: bench.data + "/master.key", encoding: .utf8)
        let old = try wrappedKeys(bench.data)
        await #expect(throws: Cut.self) {
            _ = try await MasterKeyRotation.run(
                dataDirectory: bench.data,
                given: nil,
                newKey: nil,
                now: { Timestamp(microseconds: 1) },
                onStep: { if $0 == step { throw Cut() } }
            )
        }
        // Whatever was done, the server starts with what is in the directory.
        server = try await bench.start()
        _ = try await bench.deliver(id: "2", [Workbench.set("B", "second")], to: server)
        let pushed = try await bench.push(sync, on: server)
        #expect(pushed["secretSync"]?["syncStatus"]?.string == "succeeded", "\(pushed.text)")
        #expect(await server.stop() == 0)
        let (status, said) = try await runProgram(["keys", "rotate", "--data", bench.data])
        #expect(status == 0, "\(said)")
        let new = try wrappedKeys(bench.data)
        for (place, wrapped) in old {
            #expect(new[place] != nil && new[place] != wrapped)
            #expect(!contains(wrapped, in: try bench.files()))
        }
        #expect(try String(contentsOfFile: bench.data + "/master.key", encoding: .utf8) != oldKey)
        #expect(!FileManager.default.fileExists(atPath: bench.data + "/master.key.new"))
        let report = try await audit(bench.data)
        #expect(report.status == 0, "\(report.json.text)")
        server = try await bench.start()
        let events = try await bench.api(server).events([("type", "key.rotated")])
        #expect((events["events"]?.array?.count ?? 0) >= 1)
        #expect(await server.stop() == 0)
    }

    @Test func `another master key is refused as before`() async throws {
        let bench = try await Workbench()
        let server = try await bench.start()
        _ = try await bench.setUp(server)
        #expect(await server.stop() == 0)
        #expect(try await runProgram(["keys", "rotate", "--data", bench.data]).status == 0)
        let (status, said) = try await runProgram(
            ["keys", "rotate", "--data", bench.data],
            environment: [
                "CHECKLY_SYNC_MASTER_KEY": Data(repeating: 1, count: 32).base64EncodedString(),
                "CHECKLY_SYNC_NEW_MASTER_KEY": Data(repeating: 2, count: 32).base64EncodedString(),
            ]
        )
        #expect(status == 1 && said.contains("wrong-master-key"), "\(said)")
    }

    @Test func `a checkpoint of before the key was rotated still holds`() async throws {
        let bench = try await Workbench()
        let server = try await bench.start()
        _ = try await bench.setUp(server)
        #expect(await server.stop() == 0)
        let checkpoint = try await runProgram(["audit", "checkpoint", "--data", bench.data])
        let file = bench.data + ".checkpoint"
        try checkpoint.said.write(toFile: file, atomically: true, encoding: .utf8)
        let rotated = try await runProgram(["keys", "rotate", "--checkpoint", "--data", bench.data])
        #expect(rotated.status == 0, "\(rotated.said)")
        let (status, said) = try await runProgram(
            ["audit", "verify", "--data", bench.data, "--checkpoint", file]
        )
        #expect(status == 0, "\(said)")
        let other = try await runProgram(["audit", "checkpoint", "--data", bench.data])
        #expect(other.said != checkpoint.said)
    }
}
