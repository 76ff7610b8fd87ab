import Encodings
import Foundation
import Sandbox
import SyncModel
import TestSupport
import Testing

/// Backups that went wrong, and what restoring makes of them.
@Suite(.serialized, .timeLimit(.minutes(10))) struct BackupTests {
    /// A server's backup with its keys, and where it is.
    private func backup(_ bench: Workbench) async throws -> String {
        let server = try await bench.start()
        _ = try await bench.setUp(server)
        for number in 0..<20 {
            let change = Workbench.set("K\(number % 5)", "v\(number)")
            _ = try await bench.deliver(id: "e\(number)", [change], to: server)
        }
        let copy = bench.data + "-backup"
        let made = try await runProgram(["backup", copy, "--data", bench.data, "--with-keys"])
        #expect(made.status == 0, "\(made.said)")
        #expect(await server.stop() == 0)
        return copy
    }

    private func file(_ directory: String) -> URL {
        URL(fileURLWithPath: directory + "/events.sqlite")
    }

    @Test(arguments: Seed.fresh())
    func `a copy with one changed byte, or cut off anywhere, is not restored`(
        seed: Seed
    ) async throws {
        var random = SeededGenerator(seed)
        let bench = try await Workbench()
        let copy = try await backup(bench)
        let good = try [UInt8](Data(contentsOf: file(copy)))
        let target = bench.data + "-restored"
        func isRefused(_ bytes: [UInt8]) async throws -> Bool {
            try Data(bytes).write(to: file(copy))
            let result = try await runProgram(["restore", copy, "--data", target])
            let isLeft = FileManager.default.fileExists(atPath: target + "/events.sqlite")
            return result.status == 1 && !isLeft
        }
        for _ in 0..<25 {
            var changed = good
            let index = Int.random(in: good.indices, using: &random)
            changed[index] ^= UInt8(1 << Int.random(in: 0..<8, using: &random))
            #expect(try await isRefused(changed), "byte \(index)")
        }
        for _ in 0..<8 {
            let count = Int.random(in: 0..<good.count, using: &random)
            #expect(try await isRefused(Array(good.prefix(count))), "cut at \(count)")
        }
        #expect(try await isRefused(Array(good.prefix(good.count / 4096 / 2 * 4096))))
        #expect(try await !isRefused(good))
    }

    @Test func `a restored directory serves, knows what it had, and goes on`() async throws {
        let bench = try await Workbench()
        let copy = try await backup(bench)
        let target = bench.data + "-restored"
        #expect(try await runProgram(["restore", copy, "--data", target]).status == 0)
        for name in ["master.key", "checkpoint.key"] {
            #expect(FileManager.default.fileExists(atPath: target + "/" + name))
        }
        let server = try await bench.start(data: target)
        let again = try await bench.deliver(id: "e3", [Workbench.set("K3", "v3")], to: server)
        #expect(again?.answer["status"]?.string == "duplicate")
        let more = try await bench.deliver(id: "new", [Workbench.set("K0", "new")], to: server)
        #expect(more?.answer["status"]?.string == "recorded")
        #expect(await server.stop() == 0)
        let audit = try await runProgram(["audit", "verify", "--data", target])
        #expect(audit.status == 0, "\(audit.said)")
        // It is not written over, neither now nor while a server runs there.
        let refused = try await runProgram(["restore", copy, "--data", target])
        #expect(refused.status == 1)
        #expect(refused.said.contains("log-already-there: A log already exists"))
        #expect(try await runProgram(["audit", "verify", "--data", target]).status == 0)
    }

    @Test func `a disk that is full leaves neither backup nor log behind`() async throws {
        let bench = try await Workbench()
        let copy = try await backup(bench)
        let (second, target) = (bench.data + "-restored-2", bench.data + "-restored")
        let backup = try await runProgram(
            ["backup", second, "--data", bench.data],
            fileSizeLimit: 64
        )
        let restore = try await runProgram(["restore", copy, "--data", target], fileSizeLimit: 64)
        #expect(backup.status == 1)
        #expect(restore.status == 1)
        // The log was read well; it is the copy that has no place.
        for said in [backup.said, restore.said] {
            #expect(said.contains("log-cannot-copy: The copy cannot be written: "), "\(said)")
        }
        for directory in [second, target] {
            let left = try FileManager.default.contentsOfDirectory(atPath: directory)
            #expect(!left.contains { $0.hasPrefix("events.sqlite") })
        }
        #expect(try await runProgram(["restore", copy, "--data", target]).status == 0)
    }

    @Test func `a backup of a damaged log is refused and not left behind`() async throws {
        let bench = try await Workbench()
        _ = try await backup(bench)
        var bytes = try [UInt8](Data(contentsOf: file(bench.data)))
        let needle = Array("secrets.changed".utf8)
        let index = try #require(
            bytes.indices.first { bytes[$0...].prefix(needle.count).elementsEqual(needle) }
        )
        bytes[index] ^= 1
        try Data(bytes).write(to: file(bench.data))
        let second = bench.data + "-restored-2"
        #expect(try await runProgram(["backup", second, "--data", bench.data]).status == 1)
        #expect(!FileManager.default.fileExists(atPath: second + "/events.sqlite"))
    }

    @Test func `a log that the disk has no room to pack is the one of before`() async throws {
        let bench = try await Workbench()
        _ = try await backup(bench)
        func root() async throws -> (isGood: Bool, hash: String?) {
            let verified = try await runProgram([
                "audit", "verify", "--data", bench.data, "-o", "json",
            ])
            let json = try JSONValue.parse(Array(verified.said.utf8))
            return (json["ok"]?.bool == true, json["rootHash"]?.string)
        }
        let before = try await root()
        #expect(before.isGood && before.hash != nil)
        let compact = ["compact", "--data", bench.data]
        var statuses: Set<Int32> = []
        for limit in [24, 48, 96, 1 << 20] {
            statuses.insert(try await runProgram(compact, fileSizeLimit: limit).status)
            #expect(try await root() == before, "\(limit) KiB")
            let left = try FileManager.default.contentsOfDirectory(atPath: bench.data)
            #expect(!left.contains { $0.hasPrefix("etilqs") })
        }
        #expect(statuses == [0, 1])
        let none = try await runProgram(["compact", "--data", bench.data + "-none"])
        #expect(none.status == 1)
        #expect(none.said.contains("there is no log"))
    }

    @Test func `without backup.json the events decide, and that is said`() async throws {
        let bench = try await Workbench()
        let copy = try await backup(bench)
        try FileManager.default.removeItem(atPath: copy + "/backup.json")
        let result = try await runProgram(["restore", copy, "--data", bench.data + "-restored"])
        #expect(result.status == 0)
        #expect(result.said.contains("no backup.json"))
    }
}
