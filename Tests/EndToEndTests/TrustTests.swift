import Encodings
import Foundation
import SyncModel
import TestSupport
import Testing

/// Commands against a server whose certificate no public CA has signed.
@Suite(.serialized) struct TrustTests {
    private static let token = ["CHECKLY_SYNC_ADMIN_TOKEN": Workbench.token]

    @Test func `a command trusts the CA that it is told, by flag or environment`() async throws {
        let bench = try await Workbench()
        let (certificate, key) = try await makeCertificate(in: bench.data + "-tls")
        defer { try? FileManager.default.removeItem(atPath: bench.data + "-tls") }
        let server = try await bench.start(
            arguments: ["--tls-certificate", certificate, "--tls-key", key])
        let there = ["--server", "https://127.0.0.1:\(server.ports.admin)"]
        let named = Self.token.merging(["CHECKLY_SYNC_CA_FILE": certificate]) { $1 }
        for command in [["sources", "list"], ["events"], ["syncs", "list"], ["tokens", "list"]] {
            let strange = try await runProgram(command + there, environment: Self.token)
            #expect(strange.status == 1 && strange.said.contains("untrusted: "))
            #expect(strange.said.contains("--ca-file"), "\(strange.said)")
            let flagged = try await runProgram(
                command + there + ["--ca-file", certificate],
                environment: Self.token
            )
            #expect(flagged.status == 0, "\(flagged.said)")
            let told = try await runProgram(command + there, environment: named)
            #expect(told.status == 0, "\(told.said)")
        }
        let none = try await runProgram(
            ["sources", "list"] + there + ["--ca-file", key],
            environment: Self.token
        )
        #expect(none.status == 1 && none.said.contains("unreadable: \(key)"))
        #expect(await server.stop() == 0)
    }

    @Test func `a certificate for another name is not trusted, whoever signed it`() async throws {
        let bench = try await Workbench()
        let (certificate, key) = try await makeCertificate(
            in: bench.data + "-tls",
            for: "DNS:elsewhere"
        )
        defer { try? FileManager.default.removeItem(atPath: bench.data + "-tls") }
        let server = try await bench.start(
            arguments: ["--tls-certificate", certificate, "--tls-key", key])
        let misnamed = try await runProgram(
            [
                "sources", "list", "--ca-file", certificate, "--server",
                "https://127.0.0.1:\(server.ports.admin)",
            ],
            environment: Self.token
        )
        #expect(misnamed.status == 1)
        #expect(misnamed.said.contains("for another name"), "\(misnamed.said)")
        #expect(await server.stop() == 0)
    }

    @Test func `serve trusts the CA that it is told, and says what is missing`() async throws {
        let (bench, other) = (try await Workbench(), try await Workbench())
        let (certificate, key) = try await makeCertificate(in: bench.data + "-tls")
        defer { try? FileManager.default.removeItem(atPath: bench.data + "-tls") }
        let far = try await bench.start(
            arguments: ["--tls-certificate", certificate, "--tls-key", key])
        func create(_ arguments: [String]) async throws -> String {
            let checkly = ["--checkly-url", "https://127.0.0.1:\(far.ports.admin)"]
            let server = try await other.start(arguments: checkly + arguments)
            let said = try await runProgram(
                [
                    "connections", "create", "main", "--api-key-env", "KEY", "--server",
                    "http://127.0.0.1:\(server.ports.admin)",
                ],
                environment: Self.token.merging(["KEY": "cu_key"]) { $1 }
            )
            .said
            #expect(await server.stop() == 0)
            return said
        }
        let strange = try await create([])
        #expect(strange.contains("not trusted here"), "\(strange)")
        let known = try await create(["--ca-file", certificate])
        #expect(!known.contains("not trusted here"), "\(known)")
        let none = try await runProgram(["serve", "--data", other.data + "-2", "--ca-file", key])
        #expect(none.said.contains("ca-file: "), "\(none.said)")
        #expect(await far.stop() == 0)
    }

    @Test func `doctor takes a server that it does not trust for a problem, not for none`()
        async throws
    {
        let bench = try await Workbench()
        let (certificate, key) = try await makeCertificate(in: bench.data + "-tls")
        defer { try? FileManager.default.removeItem(atPath: bench.data + "-tls") }
        let server = try await bench.start(
            arguments: ["--tls-certificate", certificate, "--tls-key", key])
        let doctor = [
            "doctor", "-o", "json", "--data", bench.data, "--tls-certificate", certificate,
            "--tls-key", key, "--admin-listen", "127.0.0.1:\(server.ports.admin)",
            "--checkly-url", "http://127.0.0.1:1",
        ]
        func look(_ arguments: [String]) async throws -> String? {
            let result = try await runProgram(doctor + arguments, environment: Self.token)
            let findings = try JSONValue.parse(Array(result.said.utf8)).array ?? []
            return findings.first { $0["check"]?.string == "server" }?["result"]?.string
        }
        #expect(try await look([]) == "problem")
        #expect(try await look(["--ca-file", certificate]) == "ok")
        #expect(await server.stop() == 0)
        #expect(try await look([]) == "problem")
    }
}
