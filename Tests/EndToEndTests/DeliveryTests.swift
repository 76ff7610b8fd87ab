import AdminClient
import Encodings
import Dispatch
import Foundation
import Sandbox
import SyncModel
import Testing

/// Deliveries that explain themselves, through the built program.
@Suite(.serialized) struct DeliveryTests {
    /// Runs a verb against a server, off the threads that the sandbox needs.
    private func run(
        _ arguments: [String],
        _ environment: [String: String] = [:],
        on server: ServerProcess
    ) async throws -> (status: Int32, said: String) {
        let admin = "http://127.0.0.1:\(server.ports.admin)"
        let environment = environment.merging(["CHECKLY_SYNC_ADMIN_TOKEN": Workbench.token]) { $1 }
        return try await runProgram(arguments + ["--server", admin], environment: environment)
    }

    private func send(
        _ body: String,
        secret: String,
        to server: ServerProcess,
        bench: Workbench
    ) async throws -> (status: Int32, said: String) {
        let file = bench.data + "-body.json"
        try body.write(toFile: file, atomically: true, encoding: .utf8)
        return try await run(
            [
                "send", "--to", "http://127.0.0.1:\(server.ports.webhooks)/webhooks/bench",
                "--preset", "standard-webhooks", "--secret-env", "SENT_SECRET", "--file", file,
                "--id", "msg_sent", "--wait",
            ],
            ["SENT_SECRET": secret],
            on: server
        )
    }

    private static let body =
        CanonicalValue.object([
            "specversion": .text("1.0"), "id": .text("e1"), "source": .text("/bench"),
            "type": .text("secrets.changed"),
            "data": .object([
                "projectId": .text("p"), "environment": .text("dev"), "secretPath": .text("/app"),
                "changes": .list([Workbench.set("A", "c4n4ry-7b1")]),
            ]),
        ])
        .jsonText

    @Test func `send waits until Checkly has it, and shows the trail`() async throws {
        let bench = try await Workbench()
        let server = try await bench.start()
        let id = try await bench.setUp(server)
        _ = try await bench.api(server)
            .updateSync(id: id, .object(["isAutoSyncEnabled": .bool(true)]))
        let sent = try await send(
            Self.body,
            secret: Workbench.secret.reveal(),
            to: server,
            bench: bench
        )
        #expect(sent.status == 0, "\(sent.said)")
        #expect(sent.said.contains("written A in account") && sent.said.contains("now: pushed"))
        #expect(
            await bench.checkly.variables(account: Workbench.account)["A"]?.value == "c4n4ry-7b1"
        )
        let other = try await send(
            Self.body.replacing("c4n4ry-7b1", with: "other"),
            secret: Workbench.secret.reveal(),
            to: server,
            bench: bench
        )
        #expect(other.status == 2)
        #expect(other.said.contains("under this id has other content"), "\(other.said)")
        let shown = try await run(["deliveries", "get", "msg_sent", "-o", "json"], on: server)
        let trail = try JSONValue.parse(Array(shown.said.utf8))
        #expect(trail["remoteAddress"]?.string == "127.0.0.1")
        #expect(trail["secretId"]?.string != nil)
        #expect(!shown.said.contains("c4n4ry"))
        let metrics = try await bench.text("/metrics", of: server)
        #expect(metrics.contains(#"checkly_sync_delivery_clock_skew_seconds{source="bench"}"#))
        #expect(await server.stop() == 0)
    }

    @Test func `how often a delivery came again is shown, also after a restart`() async throws {
        let bench = try await Workbench()
        var server = try await bench.start()
        _ = try await bench.setUp(server)
        for _ in 1...3 {
            _ = try await bench.deliver(id: "evt", [Workbench.set("A", "1")], to: server)
        }
        for _ in 1...2 {
            let shown = try await run(["deliveries", "get", "evt"], on: server)
            #expect(shown.said.contains("came again 2 times, the last 20"), "\(shown.said)")
            #expect(await server.stop() == 0)
            server = try await bench.start()
        }
        #expect(await server.stop() == 0)
    }

    @Test func `a refused delivery is known after a restart, and explained`() async throws {
        let bench = try await Workbench()
        var server = try await bench.start()
        _ = try await bench.setUp(server)
        let other = "whsec_d3Jvbmctd3Jvbmctd3Jvbmc="
        let sent = try await send(Self.body, secret: other, to: server, bench: bench)
        #expect(sent.status == 1 && sent.said.contains("401"))
        #expect(await server.stop() == 0)
        server = try await bench.start()
        let listed = try await run(["deliveries", "--refused", "-o", "json"], on: server)
        let refused = try JSONValue.parse(Array(listed.said.utf8)).array ?? []
        #expect(refused.map { $0["code"]?.string } == ["signature-mismatch"])
        let id = try #require(refused.first?["id"]?.string)
        let explained = try await run(["explain", id], on: server)
        #expect(explained.status == 2)
        #expect(explained.said.hasPrefix("It was refused: signature-mismatch: "))
        #expect(explained.said.contains("The body was not kept"))
        for bytes in try bench.files().values {
            #expect(bytes.firstRange(of: Array("c4n4ry".utf8)) == nil)
        }
        #expect(await server.stop() == 0)
    }
}
