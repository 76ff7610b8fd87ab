import Encodings
import Sandbox
import SyncModel
import Testing

/// Going back to an earlier moment, from the command line.
@Suite(.timeLimit(.minutes(10))) struct PinningTests {
    @Test func `a push as of a moment holds the sync there until it is unpinned`() async throws {
        let bench = try await Workbench()
        let server = try await bench.start()
        let sync = try await bench.setUp(server)
        func program(_ arguments: String...) async throws -> (status: Int32, said: String) {
            try await runProgram(
                arguments + ["--server", "http://127.0.0.1:\(server.ports.admin)", "-o", "json"],
                environment: ["CHECKLY_SYNC_ADMIN_TOKEN": Workbench.token]
            )
        }
        func values() async -> [String: String] {
            await bench.checkly.variables(account: Workbench.account).mapValues(\.value)
        }

        let first = try await bench.deliver(id: "1", [Workbench.set("A", "one")], to: server)
        let then = try #require(first?.answer["position"]?.integer)
        _ = try await bench.deliver(id: "2", [Workbench.set("A", "two")], to: server)
        _ = try await bench.push(sync, on: server)
        #expect(await values() == ["A": "two"])

        let pushed = try await program("push", "bench", "--as-of", "\(then)", "--wait")
        #expect(pushed.status == 0, "\(pushed.said)")
        #expect(await values() == ["A": "one"])

        _ = try await bench.deliver(id: "3", [Workbench.set("A", "three")], to: server)
        _ = try await bench.push(sync, on: server)
        #expect(await values() == ["A": "one"])

        #expect(try await program("syncs", "unpin", "bench").status == 0)
        _ = try await bench.push(sync, on: server)
        #expect(await values() == ["A": "three"])
        #expect(await server.stop() == 0)
    }
}
