import Encodings
import SyncModel
import TestSupport
import Testing

/// What a running server can be asked of its log, its sources and itself.
@Suite struct ServerQuestionTests {
    private static let verifications = "/api/v1/audit/verifications"

    @Test func `a running server verifies its log, and ends a verification when it stops`()
        async throws
    {
        let bench = try await Workbench()
        let server = try await bench.start()
        _ = try await bench.setUp(server)
        _ = try await bench.deliver(id: "1", [Workbench.set("A", "1")], to: server)
        let started = try await bench.call("POST", Self.verifications, on: server)
        let id = try #require(started["verification"]?["id"]?.string, "\(started.text)")
        var found: JSONValue?
        try await eventually("the verification ends") {
            found = try await bench.call("GET", "\(Self.verifications)/\(id)", on: server)
            return found?["verification"]?["state"]?.string != "running"
        }
        let ended = try #require(found?["verification"])
        #expect(ended["state"]?.string == "passed", "\(ended.text)")
        #expect((ended["position"]?.integer ?? 0) >= 4)
        let signed = try await bench.call("GET", "/api/v1/audit/checkpoints", on: server)
        #expect(signed["checkpoints"]?.array?.isEmpty == false)
        _ = try await bench.call("POST", Self.verifications, on: server)
        #expect(await server.stop() == 0)
    }

    @Test func `a test delivery takes the way of others, inside and through the public address`()
        async throws
    {
        let bench = try await Workbench()
        // Nobody listens there.
        let server = try await bench.start(arguments: ["--public-url", "http://127.0.0.1:1"])
        _ = try await bench.setUp(server)
        let path = "/api/v1/webhook-sources/bench/test"
        let inside = CanonicalValue.object(["via": .text("inside")])
        let reply = try await bench.call("POST", path, inside, on: server)
        let test = try #require(reply["test"], "\(reply.text)")
        #expect(test["status"]?.integer == 202, "\(reply.text)")
        let position = try #require(test["position"]?.integer)
        let event = try await bench.call("GET", "/api/v1/events/\(position)", on: server)
        #expect(event["event"]?["type"]?.string == "delivery.ignored")
        let outside = CanonicalValue.object(["via": .text("public-url")])
        let missed = try await bench.call("POST", path, outside, on: server)["test"]
        #expect(missed?["status"] == .null)
        #expect(missed?["problem"]?["code"]?.string == "no-answer")
        #expect(missed?["url"]?.string == "http://127.0.0.1:1/webhooks/bench")
        #expect(await server.stop() == 0)
    }

    @Test(arguments: ["csv", "jsonl"])
    func `an export over HTTP has the bytes of the command's`(format: String) async throws {
        let bench = try await Workbench()
        let server = try await bench.start()
        _ = try await bench.setUp(server)
        _ = try await bench.deliver(id: "=1", [Workbench.set("A", "1")], to: server)
        let range = CanonicalValue.object(["format": .text(format), "to": .integer(4)])
        let recorded = try await bench.call("POST", "/api/v1/audit/exports", range, on: server)
        let position = try #require(recorded["export"]?["position"]?.integer, "\(recorded.text)")
        let content = try await bench.text(
            "/api/v1/audit/exports/\(position)/content",
            of: server
        )
        let written = try await runProgram(
            [
                "audit", "export", "--format", format, "--to", "4",
                "--server", "http://127.0.0.1:\(server.ports.admin)",
            ],
            environment: ["CHECKLY_SYNC_ADMIN_TOKEN": Workbench.token]
        )
        #expect(written.said == content)
        #expect(content.split(separator: "\n").count >= 4)
        #expect(await server.stop() == 0)
    }

    @Test func `the status says where the server is, how large its log is, and what it was told`()
        async throws
    {
        let bench = try await Workbench()
        let server = try await bench.start()
        _ = try await bench.setUp(server)
        let status = try await bench.call("GET", "/api/v1/status", on: server)
        #expect(
            status["addresses"]?["webhooks"]?.string
                == "http://127.0.0.1:\(server.ports.webhooks)"
        )
        #expect((status["log"]?["bytes"]?.integer ?? 0) > 0)
        #expect(status["budgets"]?.array?.first?["accountId"]?.string == Workbench.account)
        let token = (status["settings"]?.array ?? [])
            .first { $0["name"]?.string == "CHECKLY_SYNC_ADMIN_TOKEN" }
        #expect(token?["origin"]?.string == "environment")
        #expect(token?["value"] == .null)
        #expect(!status.text.contains(Workbench.token))
        #expect(await server.stop() == 0)
    }
}
