import AdminClient
import Encodings
import Foundation
import SyncModel
import Testing

/// What `doctor` says of a server, its public address and Checkly; it must never say that all is
/// well when it is not.
@Suite(.serialized, .timeLimit(.minutes(10))) struct DoctorTests {
    private struct Result {
        let status: Int32
        /// Each finding as its check, its result and its message.
        let findings: [String]

        func has(_ start: String, _ part: String = "") -> Bool {
            findings.contains { $0.hasPrefix(start) && (part.isEmpty || $0.contains(part)) }
        }
    }

    private func doctor(
        _ bench: Workbench,
        token: String = Workbench.token,
        _ arguments: String...
    ) async throws -> Result {
        let result = try await runProgram(
            ["doctor", "-o", "json", "--data", bench.data] + arguments,
            environment: ["CHECKLY_SYNC_ADMIN_TOKEN": token]
        )
        let findings = try JSONValue.parse(Array(result.said.utf8)).array ?? []
        return Result(
            status: result.status,
            findings: findings.map { finding in
                ["check", "result", "message"].map { finding[$0]?.string ?? "" }
                    .joined(separator: " ")
            }
        )
    }

    private func address(_ port: Int) -> String { "127.0.0.1:\(port)" }

    @Test func `only the webhook side of this server is taken for it`() async throws {
        let bench = try await Workbench()
        let server = try await bench.start()
        let other = try await Workbench()
        let stranger = try await other.start()
        let listen = address(server.ports.admin)
        func look(_ port: Int) async throws -> Result {
            try await doctor(
                bench,
                "--admin-listen",
                listen,
                "--public-url",
                "http://\(address(port))/"
            )
        }
        #expect(try await look(server.ports.webhooks).has("public ok"))
        let admin = try await look(server.ports.admin)
        #expect(admin.status == 2 && admin.has("public problem", "leads to the admin side"))
        for port in [stranger.ports.webhooks, 1] {
            let result = try await look(port)
            #expect(result.status == 2 && result.has("public problem"), "\(result.findings)")
        }
        #expect(try await look(stranger.ports.admin).has("public problem", "admin side"))
        #expect(await server.stop() == 0)
        #expect(await stranger.stop() == 0)
    }

    @Test func `a server that does not run, or cannot be reached, is a problem`() async throws {
        let bench = try await Workbench()
        let before = try await doctor(bench, "--admin-listen", address(1))
        #expect(before.has("server skipped"), "\(before.findings)")
        let server = try await bench.start()
        let unreachable = try await doctor(bench, "--admin-listen", address(1))
        #expect(unreachable.status == 2 && unreachable.has("server problem", "but a server uses"))
        let wrong = try await doctor(
            bench,
            token: "wrong",
            "--admin-listen",
            address(server.ports.admin)
        )
        #expect(wrong.status == 2 && wrong.has("server problem"), "\(wrong.findings)")
        #expect(await server.stop() == 0)
        let stopped = try await doctor(bench, "--admin-listen", address(1))
        #expect(stopped.status == 2 && stopped.has("server problem", "it is not running"))
    }

    @Test func `the running server's settings are judged, not those given here`() async throws {
        let bench = try await Workbench()
        let other = try await Workbench()
        let stranger = try await other.start()
        let server = try await bench.start(arguments: ["--retention", "90d"])
        let listen = address(server.ports.admin)
        let result = try await doctor(
            bench,
            "--admin-listen",
            listen,
            "--checkly-url",
            "http://127.0.0.1:1"
        )
        #expect(result.has("checkly ok"), "\(result.findings)")
        #expect(result.has("settings ok They are those of the running server."))
        let json = try await bench.api(server).settings()
        let names = (json.array ?? []).compactMap { $0["name"]?.string }
        #expect(Set(names).count == names.count && names.count > 20)
        let text = json.text
        #expect(text.contains("CHECKLY_SYNC_ADMIN_TOKEN") && !text.contains(Workbench.token))
        #expect(text.contains("2160h"))
        #expect(await server.stop() == 0)
        // Anything that answers is not Checkly.
        for port in [stranger.ports.webhooks, stranger.ports.admin] {
            let led = try await bench.start(arguments: ["--checkly-url", "http://\(address(port))"])
            let found = try await doctor(bench, "--admin-listen", address(led.ports.admin))
            #expect(found.status == 2, "\(found.findings)")
            #expect(found.has("checkly problem"), "\(found.findings)")
            #expect(await led.stop() == 0)
        }
        #expect(await stranger.stop() == 0)
    }
}
