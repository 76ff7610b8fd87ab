import Encodings
import Foundation
import Sandbox
import SyncModel
import Testing

/// How a sync stands, on every surface that shows it.
@Suite(.serialized, .timeLimit(.minutes(10))) struct SurfaceTests {
    private struct Stage {
        let bench: Workbench
        let server: ServerProcess
        let sync: String

        var path: String { "/api/v1/secret-syncs/checkly/\(sync)" }

        func post(_ path: String, _ body: CanonicalValue? = nil) async throws {
            _ = try await bench.call("POST", path, body, on: server)
        }

        func run(_ arguments: [String]) async throws -> String {
            try await runProgram(
                arguments + ["--server", "http://127.0.0.1:\(server.ports.admin)"],
                environment: ["CHECKLY_SYNC_ADMIN_TOKEN": Workbench.token]
            )
            .said
        }

        func json(_ arguments: [String]) async throws -> JSONValue {
            try JSONValue.parse(Array(try await run(arguments + ["-o", "json"]).utf8))
        }

        /// Every surface by its name, with the word that it shows.
        func words() async throws -> [String: String] {
            let listed = try await bench.call(
                "GET",
                "/api/v1/secret-syncs/checkly?projectId=p",
                on: server
            )
            let shown = try await bench.call("GET", path, on: server)["secretSync"]
            let metrics = try await bench.text("/metrics", of: server)
            let label = #"checkly_sync_sync_state{project="p",sync="bench",state=""#
            let lines = metrics.split(separator: "\n").filter { $0.hasPrefix(label) }
            let doctor = try await json([
                "doctor", "--data", bench.data, "--checkly-url",
                "http://127.0.0.1:\(server.ports.admin)",
            ])
            let finding = (doctor.array ?? []).first { $0["check"]?.string == "sync bench" }
            let message = shown?["stateMessage"]?.string ?? ""
            let saysSo = message.hasPrefix(finding?["message"]?.string ?? "none")
            let state = shown?["state"]?.string ?? "nothing"
            let rows = try await json(["syncs", "list"]).array
            let got = try await json(["syncs", "get", "bench"])
            let table = try await run(["syncs", "list"]).split(whereSeparator: \.isWhitespace)
            let line = lines.count == 1 ? lines[0].dropFirst(label.count) : ""
            var words = ["get": state]
            words["list"] = listed["secretSyncs"]?.array?.first?["state"]?.string ?? "nothing"
            words["syncs list"] = rows?.first?["state"]?.string ?? "nothing"
            words["syncs get"] = got["state"]?.string ?? "nothing"
            words["table"] = table.contains { $0 == state } ? state : "nothing"
            words["metrics"] = String(line.prefix { $0 != "\"" })
            words["doctor"] = saysSo ? state : finding?["message"]?.string ?? "nothing"
            return words
        }
    }

    @Test func `every surface shows the same word`() async throws {
        let bench = try await Workbench()
        let server = try await bench.start()
        let stage = Stage(bench: bench, server: server, sync: try await bench.setUp(server))
        func expect(_ word: String) async throws {
            let words = try await stage.words()
            #expect(words.values.allSatisfy { $0 == word }, "\(word): \(words)")
        }
        try await expect("waiting")
        _ = try await bench.deliver(id: "e1", [Workbench.set("A", "1")], to: server)
        _ = try await bench.push(stage.sync, on: server)
        try await expect("in-step")
        try await stage.post(stage.path + "/pause", .object(["reason": .text("freeze")]))
        try await expect("paused")
        try await stage.post("/api/v1/hold", .object(["reason": .text("drill")]))
        try await expect("held")
        _ = try await bench.call("DELETE", "/api/v1/hold", on: server)
        try await stage.post(stage.path + "/resume")
        // Pinned and removed stand beside the word.
        try await stage.post(stage.path + "/pin", .object(["asOf": .integer(5)]))
        _ = try await bench.push(stage.sync, on: server)
        let pinned = try await bench.call("GET", stage.path, on: server)["secretSync"]
        #expect(pinned?["isPinned"]?.bool == true)
        try await expect("in-step")
        try await stage.post(stage.path + "/unpin")
        _ = try await bench.push(stage.sync, on: server)
        _ = try await bench.call(
            "PATCH",
            stage.path,
            .object(["isAutoSyncEnabled": .bool(false)]),
            on: server
        )
        _ = try await bench.deliver(id: "e2", [Workbench.set("A", "2")], to: server)
        try await expect("changes-waiting")
        await bench.checkly.removeAPIKey(Workbench.apiKey)
        _ = try await bench.push(stage.sync, on: server)
        try await expect("needs-you")
        #expect(await server.stop() == 0)
    }
}
