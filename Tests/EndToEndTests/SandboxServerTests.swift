import AdminClient
import Encodings
import Foundation
import Testing

/// A server that brings its own Checkly, and the link to its pages.
@Suite(.timeLimit(.minutes(5))) struct SandboxServerTests {
    @Test func `serve with a sandbox can be tried without an account at Checkly`() async throws {
        let data = FileManager.default.temporaryDirectory.path + "/sandbox-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: data) }
        let server = try await ServerProcess(data: data, arguments: ["--sandbox"])
        let address = "http://127.0.0.1:\(server.ports.admin)"
        let token = try String(contentsOfFile: data + "/admin.token", encoding: .utf8)
        let api = AdminAPI(
            server: address,
            token: token.trimmingCharacters(in: .whitespacesAndNewlines)
        )
        let connection = try await api.createConnection(
            .object([
                "name": .text("sandbox"), "method": .text("api-key"),
                "credentials": .object(["apiKey": .text("sandbox-api-key")]),
            ])
        )
        #expect(connection["name"]?.string == "sandbox")
        #expect(server.said.contains("http://checkly-sync.localhost:\(server.ports.admin)/"))
        let link = try await runProgram(["dashboard", "--server", address, "--data", data])
        #expect(link.status == 0)
        let pattern =
            "http://checkly-sync\\.localhost:\(server.ports.admin)/login/once\\?code=[0-9a-f]{64}\n"
        #expect(link.said.wholeMatch(of: try Regex(pattern)) != nil, "\(link.said)")
        #expect(await server.stop() == 0)
    }

    @Test func `without pages there is no link to them`() async throws {
        let bench = try await Workbench()
        let server = try await bench.start(arguments: ["--dashboard", "off"])
        let result = try await runProgram(
            [
                "dashboard", "--data", bench.data, "--server",
                "http://127.0.0.1:\(server.ports.admin)",
            ],
            environment: ["CHECKLY_SYNC_ADMIN_TOKEN": Workbench.token]
        )
        #expect(result.status == 1)
        #expect(result.said.contains("The dashboard is off"))
    }
}
