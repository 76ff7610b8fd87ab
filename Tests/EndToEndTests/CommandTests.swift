import AdminClient
import Encodings
import ArgumentParser
import Foundation
import Sandbox
import SyncModel
import Synchronization
import Testing

@testable import checkly_sync

/// Commands that change sources, connections and syncs, and `doctor`, from outside.
@Suite(.serialized) struct CommandTests {
    @Test func `everything the API can change has a flag`() async throws {
        let bench = try await CommandBench()
        let applied = try await bench.run("apply", "-f", try bench.write(CommandBench.file))
        #expect(applied.status == 0, "\(applied.said)")
        let account = Workbench.account
        await bench.bench.checkly.setGroup(SandboxGroup(id: 7, name: "Seven"), account: account)
        let commands = [
            ["sources", "update", "hook", "--tolerance", "600"],
            ["sources", "update", "hook", "--no-reader"],
            ["sources", "disable", "hook"],
            ["connections", "update", "prod", "--rename", "main", "--description", "New"],
            [
                "syncs", "update", "app", "--rename", "shop", "--description", "Shop",
                "--connection", "main", "--environment", "prod", "--path", "/shop", "--source",
                "hook", "--key-schema", "S_{{secretKey}}", "--initial-sync",
                "preserve-destination", "--empty-value", "skip", "--variable-type", "locked",
                "--max-deletions", "3", "--delete-order", "first", "--disable-secret-deletion",
                "--on-unreadable-group-variables", "drop", "--allow-code-owned-group",
                "--group", "7", "--group-name", "Seven", "--no-auto-sync", "--yes",
            ],
        ]
        for command in commands {
            let result = try await runProgram(
                command + ["--server", "http://127.0.0.1:\(bench.server.ports.admin)"],
                environment: ["CHECKLY_SYNC_ADMIN_TOKEN": Workbench.token]
            )
            #expect(result.status == 0, "\(command): \(result.said)")
        }
        let text = try await bench.export()
        for line in [
            "toleranceSeconds: 600", "isEnabled: false", "name: main", "description: New",
            "name: shop", "description: Shop", "connection: main", "environment: prod",
            "secretPath: /shop", "sourceName: hook", #"keySchema: "S_{{secretKey}}""#,
            "initialSyncBehavior: preserve-destination", "emptyValue: skip",
            "variableType: locked", "maxDeletions: 3", "deleteOrder: first",
            "disableSecretDeletion: true",
            "onUnreadableGroupVariables: drop", "allowCodeOwnedGroup: true",
            #"groupId: "7""#, "groupName: Seven", "isAutoSyncEnabled: false",
            #"accountId: "\#(account)""#,
        ] { #expect(text.contains(line), "\(line) in \(text)") }
        #expect(!text.contains("reader:"))
        // What is not given stays.
        _ = try await bench.run("syncs", "update", "shop", "--no-max-deletions")
        #expect(try await bench.export() == text.replacing("      maxDeletions: 3\n", with: ""))
        #expect(try await bench.run("syncs", "update", "shop").status == 64)
    }

    @Test(arguments: [
        (["sources", "create", "a", "--preset", "github"], "--secret-env or --secret-file"),
        (["connections", "create", "a"], "--api-key-file or --api-key-env"),
        (
            ["syncs", "create", "a", "--connection", "prod", "--project=p", "--environment=d"],
            "--account"
        ),
    ])
    func `without a terminal nothing is asked, and the flag is named`(
        arguments: [String],
        flag: String
    ) async throws {
        let bench = try await CommandBench()
        _ = try await bench.run("apply", "-f", try bench.write(CommandBench.file))
        let result = try await runProgram(
            arguments + ["--server", "http://127.0.0.1:\(bench.server.ports.admin)"],
            environment: ["CHECKLY_SYNC_ADMIN_TOKEN": Workbench.token, "CHECKLY_API_KEY": ""]
        )
        #expect(result.status == 1)
        #expect(result.said.contains(flag), "\(result.said)")
    }

    @Test func `account and group are chosen from lists where somebody is there`() async throws {
        let bench = try await CommandBench()
        _ = try await bench.run("apply", "-f", try bench.write(CommandBench.file))
        await bench.bench.checkly.setGroup(
            SandboxGroup(id: 4711, name: "Shop"),
            account: Workbench.account
        )
        let api = bench.bench.api(bench.server)
        let connection = try await api.connectionID("prod")
        let answers = Mutex(["1", "2"])
        let terminal = Terminal(isInteractive: true) { _, _ in
            answers.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        }
        let options = try await Self.destination([])
        let chosen = try await options.choose(api, connectionID: connection, terminal: terminal)
        #expect(
            chosen
                == ChosenDestination(
                    accountID: Workbench.account,
                    accountName: "Workbench",
                    groupID: "4711",
                    groupName: "Shop"
                )
        )
        // With both flags nothing is asked.
        let given = try await Self.destination(["--account", "x", "--no-group"])
        let unasked = try await given.choose(api, connectionID: connection, terminal: terminal)
        let plain = ChosenDestination(
            accountID: "x",
            accountName: "x",
            groupID: nil,
            groupName: nil
        )
        #expect(unasked == plain)
    }

    /// What a command that creates a sync is told of its destination.
    private static func destination(_ flags: [String]) async throws -> DestinationOptions {
        let needed = [
            "x", "--connection", "c", "--project", "p", "--environment", "e",
            "--initial-sync", "preserve-destination",
        ]
        return try await CreateSync.asyncParse(needed + flags).destination
    }

    /// What doctor says of one refused delivery at 05:00.
    private func finding(
        _ code: String,
        at step: String = "signature",
        lastDelivery: String? = nil,
        source: String = #""isEnabled":true,"secrets":[{}],"updatedAt":"2026-11-25T01:00:00Z""#
    ) throws -> Finding {
        let refused =
            #"{"receivedAt":"2026-11-25T05:00:00.000000Z","code":"\#(code)","step":"\#(step)","#
            + #""message":"Wrong.","hint":"Mend."}"#
        return SourceExamination.refusal(
            try JSONValue.parse(Array(refused.utf8)),
            of: try JSONValue.parse(Array(#"{"name":"a",\#(source)}"#.utf8)),
            since: lastDelivery
        )
    }

    @Test func `a refusal is a problem until a good delivery comes after it`() throws {
        #expect(try finding("signature-mismatch").isProblem)
        let before = try finding("stale", lastDelivery: "2026-11-25T04:59:59.000000Z")
        #expect(before.isProblem && before.hint == "Mend." && before.check == "source a")
        let after = try finding("stale", lastDelivery: "2026-11-25T05:00:01.000000Z")
        #expect(after.result == .ok)
    }

    @Test func `a refusal whose reason is no more is no problem`() throws {
        let disabled = #""isEnabled":false,"secrets":[]"#
        #expect(try finding("disabled-source", at: "source").result == .ok)
        #expect(try finding("disabled-source", at: "source", source: disabled).isProblem)
        #expect(try finding("unknown-source", at: "source").result == .ok)
        #expect(try finding("no-active-secret", at: "secrets").result == .ok)
        #expect(try finding("no-active-secret", at: "secrets", source: disabled).isProblem)
        let changed = #""isEnabled":true,"secrets":[{}],"updatedAt":"2026-11-25T06:00:00.000000Z""#
        #expect(try finding("signature-mismatch", source: changed).result == .notice)
    }

    @Test func `what anybody can post without a signature is worth a notice only`() throws {
        #expect(try finding("missing-header", at: "signature-header").result == .notice)
        #expect(try finding("malformed-signature", at: "signature-format").result == .notice)
        #expect(try finding("missing-header", at: "timestamp").isProblem)
    }

    @Test func `a recorded refusal leads its explanation`() throws {
        let text = #"""
            {"accepted":false,"bodyKept":false,
            "refusal":{"code":"stale-timestamp","message":"Old.","hint":"Clocks."},
            "steps":[{"step":"age","outcome":"failed"}],
            "nearMisses":[],"changes":["The source is enabled now."]}
            """#
        let explanation = try JSONValue.parse(Array(text.utf8))
        let lines = Explain.text(of: explanation).split(separator: "\n")
        #expect(lines.first == "It was refused: stale-timestamp: Old. (Clocks.)")
        #expect(lines.dropFirst().first?.contains("failed") == true)
        #expect(lines.contains("The source is enabled now."))
    }

    @Test func `accounts and groups are listed, and names completed`() async throws {
        let bench = try await CommandBench()
        _ = try await bench.run("apply", "-f", try bench.write(CommandBench.file))
        let accounts = try await bench.run("connections", "accounts", "prod", "-o", "json")
        #expect(accounts.said.contains(Workbench.account))
        #expect(try await bench.run("connections", "groups", "prod", Workbench.account).status == 0)
        let completed = try await runProgram(
            [
                "---completion", "syncs", "get", "--", "positional@0", "6", "0",
                "checkly-sync", "syncs", "get", "--server",
                "http://127.0.0.1:\(bench.server.ports.admin)", "",
            ],
            environment: ["CHECKLY_SYNC_ADMIN_TOKEN": Workbench.token]
        )
        #expect(completed.said == "app\n", "\(completed.said)")
    }

    @Test func `doctor says what each source, connection and sync lacks`() async throws {
        let bench = try await CommandBench()
        func doctor() async throws -> (status: Int32, checks: [String: [String]]) {
            let result = try await runProgram(
                [
                    "doctor", "-o", "json", "--data", bench.bench.data, "--server",
                    "http://127.0.0.1:\(bench.server.ports.admin)", "--checkly-url",
                    "http://127.0.0.1:\(bench.server.ports.admin)",
                ],
                environment: ["CHECKLY_SYNC_ADMIN_TOKEN": Workbench.token]
            )
            let findings = try JSONValue.parse(Array(result.said.utf8)).array ?? []
            let pairs = findings.map { finding in
                (
                    finding["check"]?.string ?? "",
                    ["\(finding["result"]?.string ?? "") \(finding["message"]?.string ?? "")"]
                )
            }
            return (result.status, Dictionary(pairs) { $0 + $1 })
        }
        let empty = try await doctor()
        #expect(empty.status == 2)
        #expect(empty.checks["sources"] == ["problem There is none, so nobody may post."])
        _ = try await bench.run("apply", "-f", try bench.write(CommandBench.file))
        let set = try await doctor().checks
        #expect(set["source hook"]?.contains("problem No delivery has arrived yet.") == true)
        #expect(set["reader of hook"]?.first?.hasPrefix("problem ") == true)
        #expect(set["connection prod"] == ["ok Its key opens Workbench."])
        #expect(set["sync app"] != nil)
        _ = try await bench.run("sources", "disable", "hook")
        let disabled = try await doctor().checks
        let problem = "problem It is disabled: its webhooks are refused."
        #expect(disabled["source hook"]?.contains(problem) == true)
    }

    @Test func `doctor tells when the last delivery came and that a push succeeded`() async throws {
        let bench = try await CommandBench()
        let sync = try await bench.bench.setUp(bench.server)
        _ = try await bench.bench.deliver(id: "e1", [Workbench.set("A", "1")], to: bench.server)
        _ = try await bench.bench.push(sync, on: bench.server)
        func doctor() async throws -> (status: Int32, said: String) {
            try await runProgram(
                [
                    "doctor", "--data", bench.bench.data, "--server",
                    "http://127.0.0.1:\(bench.server.ports.admin)", "--checkly-url",
                    "http://127.0.0.1:\(bench.server.ports.admin)", "--public-url",
                    "http://127.0.0.1:\(bench.server.ports.webhooks)",
                ],
                environment: ["CHECKLY_SYNC_ADMIN_TOKEN": Workbench.token]
            )
        }
        let result = try await doctor()
        #expect(result.status == 0, "\(result.said)")
        #expect(result.said.contains("secrets.changed, event"))
        #expect(result.said.contains("Checkly acknowledged the last write at"))
        #expect(result.said.contains("leads to the webhook side"))

        let api = bench.bench.api(bench.server)
        _ = try await api.deleteSource("bench")
        let orphaned = try await doctor()
        #expect(orphaned.status == 2)
        #expect(orphaned.said.contains("source bench, which its folder belongs to, is not there"))
        let shown = try await api.sync(id: sync)
        #expect(shown["lastSyncMessage"]?.string?.contains("webhook source bench") == true)
    }
}
