import AdminClient
import Encodings
import Foundation
import Sandbox
import SyncModel
import TestSupport
import Testing

/// A real account connected as the README says, and a sender as its article says, run as it is
/// written, against an account that somebody uses already.
@Suite(.serialized, .timeLimit(.minutes(10))) struct QuickStartTests {
    private static let made = [
        "APP_BASE_URL": "https://shop.example.com", "APP_LOGIN_USER": "probe",
    ]

    /// The commands from the first connection to the first delivery, in their order.
    private static func commands() throws -> [String] {
        let connecting = try Document("README.md")
            .blocks(under: "## Connect a real Checkly, safely").prefix(1)
        let sending = try Document.article("Wiring")
            .blocks(under: "## Standard Webhooks by hand")
        return (connecting + sending).map(\.text)
    }

    /// Runs them in a directory of their own; a server elsewhere, and another way to make the sync,
    /// are put in.
    private func follow(
        _ bench: Workbench,
        _ server: ServerProcess,
        options: String = ""
    ) async throws -> String {
        let folder = bench.data + "-quick-start"
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true
        )
        try Data((Workbench.apiKey + "\n").utf8)
            .write(to: URL(fileURLWithPath: folder + "/checkly.key"))
        let commands = try Self.commands()
        #expect(commands.count == 4)
        let script =
            """
            set -euo pipefail
            cd "$FOLDER"
            checkly-sync() {
                case $1 in
                send) "$PROGRAM" "$@" ;;
                syncs) "$PROGRAM" "$@" \(options) --server "$ADMIN" ;;
                *) "$PROGRAM" "$@" --server "$ADMIN" ;;
                esac
            }

            """
            + commands.joined(separator: "\n")
            .replacing("http://127.0.0.1:8080", with: "http://127.0.0.1:\(server.ports.webhooks)")
        let ended = try await RunningProgram.toItsEnd(
            ["bash", "-c", script],
            environment: [
                "FOLDER": folder,
                "PROGRAM": ServerProcess.program,
                "ADMIN": "http://127.0.0.1:\(server.ports.admin)",
                "CHECKLY_SYNC_ADMIN_TOKEN": Workbench.token,
                "CHECKLY_ACCOUNT_ID": Workbench.account,
            ]
        )
        return "exit \(ended.status)\n\(ended.said)"
    }

    private func prepare(_ made: [String: String]) async throws -> (Workbench, ServerProcess) {
        let bench = try await Workbench()
        for (key, value) in made {
            await bench.checkly.setVariable(
                key,
                to: StoredVariable(value: value),
                account: Workbench.account
            )
        }
        return (bench, try await bench.start())
    }

    /// The sync that the commands made, once what it was asked for has ended.
    private func pushed(_ bench: Workbench, _ server: ServerProcess) async throws -> JSONValue {
        let syncs = try await bench.api(server).syncs(project: "my-project")
        let id = try #require(syncs.first?["id"]?.string)
        return try await bench.push(id, on: server)["secretSync"] ?? .null
    }

    private func values(_ bench: Workbench) async -> [String: String] {
        await bench.checkly.variables(account: Workbench.account).mapValues(\.value)
    }

    @Test(arguments: ["", "--initial-sync overwrite-destination"])
    func `followed as written it destroys nothing`(options: String) async throws {
        let (bench, server) = try await prepare(Self.made)
        let said = try await follow(bench, server, options: options)
        #expect(said.hasPrefix("exit 0\n"), "\(said)")
        #expect(said.contains(#""status":"recorded""#))
        let sync = try await pushed(bench, server)
        #expect(sync["state"]?.string == "in-step", "\(sync.text)")
        #expect(await values(bench) == Self.made.merging(["APP_API_KEY": "s3cr3t"]) { $1 })
        let notices = (sync["notices"]?.array ?? []).compactMap { $0["code"]?.string }
        #expect(notices == (options.isEmpty ? [] : ["prunes-nothing-yet"]))
        #expect(await server.stop() == 0)
    }

    @Test func `where the variable is there already, it is overwritten only once agreed`()
        async throws
    {
        let made = Self.made.merging(["APP_API_KEY": "by hand"]) { $1 }
        let (bench, server) = try await prepare(made)
        let said = try await follow(bench, server)
        #expect(said.hasPrefix("exit 0\n"), "\(said)")
        let sync = try await pushed(bench, server)
        #expect(sync["state"]?.string == "needs-consent", "\(sync.text)")
        #expect(sync["stateMessage"]?.string?.contains("APP_API_KEY") == true)
        #expect(await values(bench) == made)
        func run(_ arguments: String...) async throws -> (status: Int32, said: String) {
            try await runProgram(
                arguments + ["--server", "http://127.0.0.1:\(server.ports.admin)"],
                environment: ["CHECKLY_SYNC_ADMIN_TOKEN": Workbench.token]
            )
        }
        let plan = try await run("plan", "app-to-checkly")
        #expect(plan.status == 2)
        #expect(plan.said.contains("made by somebody else"), "\(plan.said)")
        let words = plan.said.split(whereSeparator: \.isWhitespace)
        let index = try #require(words.lastIndex(of: "apply"))
        let applied = try await run("apply", String(words[index + 1]))
        #expect(applied.status == 0, "\(applied.said)")
        #expect(await values(bench) == Self.made.merging(["APP_API_KEY": "s3cr3t"]) { $1 })
        #expect(await server.stop() == 0)
    }
}
