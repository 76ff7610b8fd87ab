import Encodings
import Foundation
import TestSupport
import Testing

/// Another token for the administrator, through the built program.
@Suite(.serialized, .timeLimit(.minutes(10))) struct AdminTokenTests {
    private func token(_ data: String) throws -> String {
        try String(contentsOfFile: data + "/admin.token", encoding: .utf8)
            .trimmingCharacters(in: .newlines)
    }

    private func run(
        _ server: ServerProcess,
        _ data: String,
        _ line: String
    ) async throws
        -> (status: Int32, said: String)
    {
        let place = "http://127.0.0.1:\(server.ports.admin)"
        return try await runProgram(
            line.split(separator: " ").map(String.init) + ["--server", place, "--data", data]
        )
    }

    private func rotations(_ server: ServerProcess, _ data: String) async throws -> [JSONValue] {
        let events = try await run(server, data, "events --type key.rotated -o json")
        return events.said.split(separator: "\n")
            .compactMap { try? JSONValue.parse(Array($0.utf8)) }
            .flatMap { $0.array ?? [$0] }
            .filter { $0["data"]?["kind"]?.string == "admin-token" }
    }

    @Test func `it is kept for the next start, and what the log says is what counts`()
        async throws
    {
        let data = temporaryPath("rotated")
        var server = try await ServerProcess(data: data)
        let first = try token(data)
        #expect(try await run(server, data, "tokens rotate-admin").status == 64)
        #expect(try token(data) == first)
        let rotated = try await run(server, data, "tokens rotate-admin --yes -o json")
        #expect(rotated.status == 0, "\(rotated.said)")
        let second = try token(data)
        #expect(second != first)
        #expect(rotated.said.contains(second))
        #expect(try await run(server, data, "status").status != 1)
        #expect(!server.said.contains(second))
        #expect(await server.stop() == 0)

        server = try await ServerProcess(data: data)
        #expect(try await rotations(server, data).count == 1)
        #expect(await server.stop() == 0)

        // Whoever changes the file by hand is recorded, too.
        try Data("by-hand-0123456789\n".utf8)
            .write(to: URL(fileURLWithPath: data + "/admin.token"))
        server = try await ServerProcess(data: data)
        let found = try await rotations(server, data)
        #expect(found.count == 2)
        #expect(Set(found.compactMap { $0["actor"]?["type"]?.string }) == ["token", "server"])
        #expect(await server.stop() == 0)
    }
}
