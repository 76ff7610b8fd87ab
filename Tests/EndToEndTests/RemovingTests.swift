import Sandbox
import SyncModel
import TestSupport
import Testing

/// Taking variables away from the command line, which says how it ended.
@Suite(.timeLimit(.minutes(10))) struct RemovingTests {
    private func begin(_ bench: Workbench) async throws -> ServerProcess {
        let server = try await bench.start()
        let sync = try await bench.setUp(server)
        _ = try await bench.deliver(id: "1", [Workbench.set("A", "one")], to: server)
        _ = try await bench.push(sync, on: server)
        return server
    }

    private func delete(
        _ bench: Workbench,
        on server: ServerProcess
    ) async throws -> (status: Int32, said: String) {
        try await bench.program(
            "syncs",
            "delete",
            "bench",
            "--remove-secrets",
            "--yes",
            on: server
        )
    }

    @Test func `a deletion that Checkly refuses is no success, and is done when asked again`()
        async throws
    {
        let bench = try await Workbench()
        let server = try await begin(bench)
        await bench.checkly.script(Fault(.status(403), method: "DELETE", times: 1))
        let refused = try await delete(bench, on: server)
        #expect(refused.status == 1)
        #expect(refused.said.contains("removal-failed: "), "\(refused.said)")
        #expect(!refused.said.contains("Deleted"))
        let shown = try await bench.program("syncs", "get", "bench", on: server)
        #expect(shown.said.contains(#""state":"needs-you""#), "\(shown.said)")
        let done = try await delete(bench, on: server)
        #expect(done.status == 0, "\(done.said)")
        #expect(done.said.contains("Deleted sync bench."))
        #expect(await bench.checkly.variables(account: Workbench.account).isEmpty)
        #expect(await server.stop() == 0)
    }

    @Test func `a deletion that is held is under way, and ends when pushing is released`()
        async throws
    {
        let bench = try await Workbench()
        let server = try await begin(bench)
        #expect(try await bench.program("hold", on: server).status == 0)
        let held = try await delete(bench, on: server)
        #expect(held.status == 0)
        #expect(held.said.contains("are being removed"), "\(held.said)")
        #expect(!held.said.contains("Deleted"))
        #expect(await bench.checkly.variables(account: Workbench.account).count == 1)
        #expect(try await bench.program("release", on: server).status == 0)
        try await eventually("the sync is gone") {
            try await bench.program("syncs", "list", on: server).said.contains("bench") == false
        }
        #expect(await bench.checkly.variables(account: Workbench.account).isEmpty)
        #expect(await server.stop() == 0)
    }

    @Test func `a token for its project finds a sync by its id, and a connection by its name`()
        async throws
    {
        let bench = try await Workbench()
        let server = try await bench.start()
        let sync = try await bench.setUp(server)
        let made = try await bench.program(
            "tokens",
            "create",
            "robot",
            "--role",
            "admin",
            "--project",
            "p",
            on: server
        )
        let token = try #require(made.said.firstMatch(of: /"value":"([^"]+)"/)?.1)
        func robot(_ line: String) async throws -> (status: Int32, said: String) {
            try await runProgram(
                line.split(separator: " ").map(String.init)
                    + ["--server", "http://127.0.0.1:\(server.ports.admin)"],
                environment: ["CHECKLY_SYNC_ADMIN_TOKEN": String(token)]
            )
        }
        #expect(try await robot("syncs get \(sync)").status == 0)
        let place = "--account \(Workbench.account) --no-group --environment dev --path /other"
        let create = "syncs create two --connection bench \(place) --key-schema T_{{secretKey}}"
        let created = try await robot(create + " --project p")
        #expect(created.status == 0, "\(created.said)")
        let refused = try await robot(create + " --project q")
        #expect(refused.status == 1)
        #expect(refused.said.contains("--project"), "\(refused.said)")
        #expect(await server.stop() == 0)
    }
}
