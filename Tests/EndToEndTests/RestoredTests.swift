import AdminClient
import Encodings
import Foundation
import Sandbox
import SyncModel
import Testing

/// Logs that go on from a copy, and servers that begin held: nothing is written before somebody
/// releases it.
@Suite(.timeLimit(.minutes(10))) struct RestoredTests {
    /// How a server came by its log.
    enum Way: String, CaseIterable, Sendable {
        case restored, copiedBackup, servedWithFlag
    }

    /// A backup of a log that knows all of its folder, and a variable at Checkly that is newer than
    /// it.
    private func begin(_ bench: Workbench) async throws -> (copy: String, sync: String) {
        let server = try await bench.start()
        let sync = try await bench.setUp(server)
        _ = try await bench.deliver(id: "e1", [Workbench.set("OLD", "1")], to: server)
        _ = try await bench.api(server)
            .declareFolderComplete(
                .object([
                    "source": .text("bench"), "projectId": .text("p"),
                    "environment": .text("dev"), "secretPath": .text("/app"),
                ])
            )
        _ = try await bench.push(sync, on: server)
        let copy = bench.data + "-backup"
        let made = try await runProgram(["backup", copy, "--data", bench.data, "--with-keys"])
        #expect(made.status == 0, "\(made.said)")
        _ = try await bench.deliver(id: "e2", [Workbench.set("NEW", "1")], to: server)
        _ = try await bench.push(sync, on: server)
        #expect(await server.stop() == 0)
        return (copy, sync)
    }

    private func start(_ way: Way, _ bench: Workbench, _ copy: String) async throws -> ServerProcess
    {
        let target = bench.data + "-restored"
        switch way {
        case .restored:
            let result = try await runProgram(["restore", copy, "--data", target])
            #expect(result.status == 0, "\(result.said)")
            #expect(result.said.contains("checkly-sync release"))
            return try await bench.start(data: target)
        case .copiedBackup:
            try FileManager.default.copyItem(atPath: copy, toPath: target)
            return try await bench.start(data: target)
        case .servedWithFlag:
            // By hand, so that nothing says that it is a copy.
            try FileManager.default.copyItem(atPath: copy, toPath: target)
            try FileManager.default.removeItem(atPath: target + "/backup.json")
            return try await bench.start(data: target, arguments: ["--hold"])
        }
    }

    @Test(arguments: Way.allCases)
    func `what is newer than the log stays until somebody releases it`(way: Way) async throws {
        let bench = try await Workbench()
        let (copy, sync) = try await begin(bench)
        let server = try await start(way, bench, copy)
        let cause = try await bench.api(server).hold()["cause"]?.string
        #expect(cause == (way == .servedWithFlag ? "asked" : "restored"))
        #expect(try await bench.text("/readyz", of: server) == #"{"held":true,"status":"ok"}"#)
        let refused = try await bench.push(sync, on: server)
        #expect(refused["statusCode"]?.integer == 400)
        // A delivery is recorded, and a plan says what the release would do.
        let taken = try await bench.deliver(id: "e3", [Workbench.set("OLD", "2")], to: server)
        #expect(taken?.answer["status"]?.string == "recorded")
        let path = "/api/v1/secret-syncs/checkly/\(sync)"
        // Nothing says how much was asked of Checkly before a restore, so that a plan may wait for
        // a minute.
        let plan = try await bench.call("POST", path + "/plan", on: server)
        let planned = (plan["changes"]?.array ?? [])
            .map { "\($0["action"]?.string ?? "") \($0["key"]?.string ?? "")" }
        #expect(planned == ["delete NEW", "update OLD"])
        let keys = await bench.checkly.variables(account: Workbench.account)
        #expect(keys.mapValues(\.value) == ["OLD": "1", "NEW": "1"])
        #expect(await server.stop() == 0)

        // Held for good, not for one start; released for good too.
        let target = bench.data + "-restored"
        let again = try await bench.start(data: target)
        let sentence = try await bench.call("GET", path, on: again)["secretSync"]
        #expect(sentence?["state"]?.string == "held")
        #expect(sentence?["isHeld"]?.bool == true)
        let address = "http://127.0.0.1:\(again.ports.admin)"
        let released = try await runProgram(
            ["release", "--server", address],
            environment: ["CHECKLY_SYNC_ADMIN_TOKEN": Workbench.token]
        )
        #expect(released.status == 0, "\(released.said)")
        _ = try await bench.push(sync, on: again)
        let after = await bench.checkly.variables(account: Workbench.account)
        #expect(after.mapValues(\.value) == ["OLD": "2"])
        #expect(await again.stop() == 0)
        let last = try await bench.start(data: target)
        #expect(try await bench.text("/readyz", of: last) == #"{"status":"ok"}"#)
        #expect(await last.stop() == 0)
        let audit = try await runProgram(["audit", "verify", "--data", target])
        #expect(audit.status == 0, "\(audit.said)")
    }
}
