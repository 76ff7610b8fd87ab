import Encodings
import Foundation
import TestSupport
import Testing

/// Another key for checkpoints, while the server runs.
@Suite(.serialized, .timeLimit(.minutes(10))) struct CheckpointRotationTests {
    @Test func `what either key signed verifies, and a restart goes on with the new one`()
        async throws
    {
        let bench = try await Workbench()
        var server = try await bench.start()
        _ = try await bench.setUp(server)
        func program(_ arguments: String...) async throws -> (status: Int32, said: String) {
            try await runProgram(
                arguments,
                environment: ["CHECKLY_SYNC_ADMIN_TOKEN": Workbench.token]
            )
        }
        let before = try await bench.text("/api/v1/audit/checkpoint", of: server)
        let old = try await bench.text("/api/v1/audit/public-key", of: server)
        let file = temporaryPath("before")
        try Data(before.utf8).write(to: URL(fileURLWithPath: file))

        let place = "http://127.0.0.1:\(server.ports.admin)"
        let rotated = try await program(
            "keys",
            "rotate-checkpoint",
            "--server",
            place,
            "-o",
            "json"
        )
        let answer = rotated.said
        let new = try #require(
            try JSONValue.parse(Array(answer.utf8))["publicKey"]?.string,
            "\(answer)"
        )
        #expect(new + "\n" != old)
        #expect(try await bench.text("/api/v1/audit/public-key", of: server) == new + "\n")
        let events = try await bench.call("GET", "/api/v1/events?type=key.rotated", on: server)
        let event = try #require(events["events"]?.array?.first)
        #expect(event["data"]?["kind"]?.string == "checkpoint")
        #expect(event["data"]?["to"]?.string == new)
        #expect(event["actor"]?["name"]?.string == "admin")

        // Several at once are one after the other, or refused.
        let live = server
        let answers = try await withThrowingTaskGroup(of: JSONValue.self) { group in
            for _ in 1...4 {
                group.addTask {
                    try await bench.call("POST", "/api/v1/audit/public-key/rotate", on: live)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let made = answers.compactMap { $0["publicKey"]?.string }
        #expect(!made.isEmpty)
        #expect(answers.allSatisfy { $0["publicKey"] != nil || $0["statusCode"]?.integer == 503 })
        let all = try await bench.call("GET", "/api/v1/events?type=key.rotated", on: server)
        let steps = (all["events"]?.array ?? []).compactMap { $0["data"] }
        #expect(steps.count == 1 + made.count)
        #expect(zip(steps, steps.dropFirst()).allSatisfy { $0["to"] == $1["from"] })
        let last = try #require(steps.last?["to"]?.string)

        let after = try await bench.text("/api/v1/audit/checkpoint", of: server)
        #expect(after != before)
        for _ in 1...2 {
            let verified = try await program(
                "audit",
                "verify",
                "--data",
                bench.data,
                "--checkpoint",
                file,
                "-o",
                "json"
            )
            #expect(verified.status == 0, "\(verified.said)")
            #expect(await server.stop() == 0)
            server = try await bench.start()
            #expect(try await bench.text("/api/v1/audit/public-key", of: server) == last + "\n")
        }
        #expect(await server.stop() == 0)
    }
}
