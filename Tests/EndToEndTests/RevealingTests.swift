import AdminClient
import Encodings
import SyncModel
import Testing

/// What lets values, or knowledge of them, out is in the log before anything leaves.
@Suite struct RevealingTests {
    @Test func `values are shown, found and exported around, and each time the log says so`()
        async throws
    {
        let bench = try await Workbench()
        let server = try await bench.start()
        _ = try await bench.setUp(server)
        _ = try await bench.deliver(id: "1", [Workbench.set("A", "hush-1")], to: server)
        _ = try await bench.deliver(id: "2", [Workbench.set("A", "hush-2")], to: server)
        func program(_ arguments: String...) async throws -> (status: Int32, said: String) {
            try await runProgram(
                arguments + ["--server", "http://127.0.0.1:\(server.ports.admin)"],
                environment: ["CHECKLY_SYNC_ADMIN_TOKEN": Workbench.token]
            )
        }
        let shown = try await program("state", "--sync", "bench", "--reveal", "-o", "json")
        #expect(shown.status == 0 && shown.said.contains(#""value":"hush-2""#), "\(shown.said)")
        let found = try await bench.api(server).places(ofValue: "hush-1")
        #expect(found.map { $0["key"]?.string } == ["A"], "\(found)")
        #expect(found.first?["position"]?.integer == 4)
        let exported = try await program("audit", "export", "--format", "jsonl")
        #expect(exported.status == 0, "\(exported.said)")
        #expect(exported.said.split(separator: "\n").count >= 7, "\(exported.said)")
        #expect(!exported.said.contains("hush"))
        let csv = try await program("audit", "export", "--format", "csv", "--from", "4")
        #expect(csv.said.hasPrefix("position,recordedAt,type"), "\(csv.said)")
        let events = try await bench.api(server).events([("after", "5")])
        let types = (events["events"]?.array ?? []).compactMap { $0["type"]?.string }
        #expect(types.filter { $0 == "values.revealed" }.count == 2)
        #expect(types.filter { $0 == "log.exported" }.count == 2)
        #expect(!events.text.contains("hush"))
        #expect(await server.stop() == 0)
    }
}
