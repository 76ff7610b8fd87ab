import AdminClient
import Encodings
import Foundation
import SyncModel
import Testing

/// Commands that only read say the same of wrong names and moments, with a server and without one.
@Suite(.serialized, .timeLimit(.minutes(10))) struct OfflineTests {
    private static func question(_ name: String) -> [[String]] {
        [
            ["events", "--sync", name], ["diff", "--from", "1", "--sync", name],
            ["state", "--sync", name],
        ]
    }

    private let bench: Workbench
    private let server: ServerProcess
    private let sync: String

    init() async throws {
        bench = try await Workbench()
        server = try await bench.start()
        sync = try await bench.setUp(server)
        for number in 0..<3 {
            _ = try await bench.deliver(
                id: "e\(number)",
                [Workbench.set("A", "v\(number)")],
                to: server
            )
        }
    }

    /// What a command says of the server, and of its files.
    private func ask(_ arguments: [String]) async throws -> [(status: Int32, said: String)] {
        let places = [
            ["--server", "http://127.0.0.1:\(server.ports.admin)"], ["--data", bench.data],
        ]
        var answers: [(status: Int32, said: String)] = []
        for place in places {
            answers.append(
                try await runProgram(
                    arguments + place + ["-o", "json"],
                    environment: ["CHECKLY_SYNC_ADMIN_TOKEN": Workbench.token]
                )
            )
        }
        return answers
    }

    private func expect(
        _ arguments: [String],
        _ status: [Int32],
        _ code: String = "",
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        for answer in try await ask(arguments) {
            #expect(
                status.contains(answer.status) && (code.isEmpty || answer.said.contains(code)),
                "\(arguments): \(answer)",
                sourceLocation: sourceLocation
            )
        }
    }

    /// Makes a sync of the same name in another project.
    private func makeNamesake() async throws {
        let api = bench.api(server)
        let sync = try await api.sync(id: sync)
        _ = try await api.createSync(
            .object([
                "name": .text("bench"), "projectId": .text("q"), "environment": .text("dev"),
                "secretPath": .text("/app"),
                "connectionId": .text(sync["connectionId"]?.string ?? ""),
                "syncOptions": .object(["initialSyncBehavior": .text("overwrite-destination")]),
                "destinationConfig": .object(["accountId": .text("other")]),
            ])
        )
    }

    @Test func `a sync is found by name and id, a wrong one and one of two names are not`()
        async throws
    {
        for name in ["bench", sync] {
            for question in Self.question(name) { try await expect(question, [0, 2]) }
        }
        for question in Self.question("nope") {
            try await expect(question, [1], "not-found: There is no sync \"nope\".")
        }
        try await makeNamesake()
        for question in Self.question("bench") {
            try await expect(question, [1], "ambiguous: More than one sync is called \"bench\".")
        }
        for question in Self.question(sync) { try await expect(question, [0, 2]) }
        _ = try await bench.api(server).deleteSync(id: sync)
        for question in Self.question(sync).prefix(2) { try await expect(question, [0, 2]) }
        #expect(await server.stop() == 0)
    }

    @Test func `a moment that is not in the log is refused`() async throws {
        for question in [
            ["diff", "--from", "99999"], ["diff", "--from", "1", "--to", "99999"],
            ["state", "--sync", "bench", "--as-of", "99999"],
        ] {
            try await expect(question, [1], "refused: ")
            try await expect(question, [1], "Expected a position from 0 to ")
        }
        let replay = ["replay", "--data", bench.data, "-o", "json"]
        let refused = try await runProgram(replay + ["--as-of", "99999"])
        #expect(refused.status == 1 && refused.said.contains("refused: "), "\(refused.said)")
        #expect(try await runProgram(replay + ["--as-of", "2"]).said.contains(#""position":2"#))
        #expect(await server.stop() == 0)
    }

    @Test func `a replay that compared nothing does not say that all is equal`() async throws {
        // Stopped, so that a state is kept.
        #expect(await server.stop() == 0)
        let replay = ["replay", "--data", bench.data, "-o", "json"]
        let kept = try await runProgram(replay)
        #expect(kept.status == 0 && kept.said.contains(#""matchesLive":null"#), "\(kept.said)")
        let whole = try await runProgram(replay + ["--from-zero"])
        #expect(whole.status == 0 && whole.said.contains(#""matchesLive":true"#), "\(whole.said)")
        let part = try await runProgram(replay + ["--from-zero", "--as-of", "2"])
        #expect(part.said.contains(#""matchesLive":null"#), "\(part.said)")
    }

    /// Every command that reads files, with where it may write besides.
    private static func readers(_ data: String) -> [[String]] {
        let proof = ["audit", "proof", "3", "--data", data]
        return [
            ["events", "--data", data], ["state", "--sync", "bench", "--data", data],
            ["diff", "--from", "1", "--data", data], ["replay", "--data", data],
            ["replay", "--from-zero", "--data", data], ["audit", "verify", "--data", data],
            ["audit", "checkpoint", "--data", data], ["audit", "public-key", "--data", data], proof,
            ["backup", data + "-backup", "--data", data, "--with-keys"],
        ]
    }

    private func contents(of directory: String) throws -> [String: Data] {
        var found: [String: Data] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: directory) {
            found[name] = try Data(contentsOf: URL(fileURLWithPath: directory + "/" + name))
        }
        return found
    }

    @Test(arguments: [false, true])
    func `commands that read files change no byte of them`(isKilled: Bool) async throws {
        if isKilled { await server.kill() } else { #expect(await server.stop() == 0) }
        let before = try contents(of: bench.data)
        // Killed, the newest events stand in the write-ahead log alone.
        #expect(before["events.sqlite-wal"]?.isEmpty ?? true != isKilled)
        for reader in Self.readers(bench.data) {
            let result = try await runProgram(reader)
            #expect(result.status == 0 || result.status == 2, "\(reader): \(result.said)")
            #expect(!result.said.contains("SQLite error"), "\(reader): \(result.said)")
            #expect(try contents(of: bench.data) == before, "\(reader)")
        }
        let events = try await runProgram(["events", "--data", bench.data, "-o", "json"]).said
        #expect(events.contains(#""deliveryId":"e2""#), "\(events)")
    }
}
