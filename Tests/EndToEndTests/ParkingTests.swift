import Encodings
import Foundation
import Sandbox
import SyncModel
import TestSupport
import Testing

/// A change that Checkly refuses, through the built program.
@Suite(.serialized, .timeLimit(.minutes(10))) struct ParkingTests {
    @Test func `it is listed and counted, tried again when told to, and left when told to`()
        async throws
    {
        let bench = try await Workbench()
        let server = try await bench.start()
        let sync = try await bench.setUp(server)
        func program(_ arguments: String...) async throws -> (status: Int32, said: String) {
            try await runProgram(
                arguments + ["--server", "http://127.0.0.1:\(server.ports.admin)"],
                environment: ["CHECKLY_SYNC_ADMIN_TOKEN": Workbench.token]
            )
        }
        #expect(try await program("syncs", "parked").status == 0)
        await bench.checkly.script(Fault(.status(422), method: "POST", key: "BAD", times: 1000))
        let changes = [Workbench.set("BAD", "c4n4ry-2b"), Workbench.set("GOOD", "1")]
        _ = try await bench.deliver(id: "e1", changes, to: server)
        _ = try await bench.push(sync, on: server)

        let parked = try await program("syncs", "parked", "bench", "-o", "json")
        #expect(parked.status == 2)
        #expect(parked.said.contains(#""key":"BAD""#))
        #expect(!parked.said.contains("c4n4ry"))
        let metrics = try await bench.text("/metrics", of: server)
        #expect(metrics.contains("checkly_sync_syncs_parked 1\n"))
        #expect(metrics.contains("checkly_sync_changes_parked 1\n"))
        let plan = try await program("plan", "bench")
        #expect(plan.status == 0)
        #expect(plan.said.contains("1 skipped"))

        #expect(
            try await program("syncs", "skip", "bench", "--key", "BAD", "--reason", "no").status
                == 0
        )
        #expect(try await program("syncs", "parked").status == 0)
        let again = try await bench.push(sync, on: server)
        #expect(again["secretSync"]?["syncStatus"]?.string == "succeeded")
        _ = try await bench.deliver(id: "e2", [Workbench.set("BAD", "2")], to: server)
        _ = try await bench.push(sync, on: server)
        #expect(try await program("syncs", "parked").status == 2)
        await bench.checkly.setFaults(.none)
        #expect(try await program("syncs", "retry", "bench", "--key", "BAD").status == 0)
        _ = try await bench.push(sync, on: server)
        let values = await bench.checkly.variables(account: Workbench.account)
        #expect(values.mapValues(\.value) == ["BAD": "2", "GOOD": "1"])
        #expect(await server.stop() == 0)
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func `a demo that is ended leaves no directory behind`(signal: Int32) async throws {
        let folder = try makeTemporaryDirectory("demo-test")
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().path
        let demo = try await RunningProgram(
            [ServerProcess.program, "demo", "--fixtures", root + "/fixtures/webhooks"],
            environment: ["TMPDIR": folder]
        )
        let isReady = try await demo.first { $0.contains("Ctrl-C") ? true : nil }
        #expect(isReady == true, "\(demo.said)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 1)
        demo.send(signal)
        _ = try await demo.ended()
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
    }
}
