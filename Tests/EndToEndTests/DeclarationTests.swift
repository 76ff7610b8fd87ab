import AdminClient
import Encodings
import Declarations
import Foundation
import SyncModel
import Testing

@testable import checkly_sync

/// `apply -f` and `export`, from outside.
@Suite(.serialized) struct DeclarationTests {
    @Test func `a file is applied once, and a second time nothing is written`() async throws {
        let bench = try await CommandBench()
        let file = try bench.write(CommandBench.file)
        let before = try await bench.head()
        let dry = try await bench.run("apply", "-f", file, "--dry-run")
        #expect(dry.status == 2)
        #expect(dry.said.contains("Changes: 3 to create, 0 to update, 0 to delete"))
        #expect(try await bench.head() == before)
        let first = try await bench.run("apply", "-f", file)
        #expect(first.status == 0, "\(first.said)")
        #expect(first.said.contains("Done: 3 created, 0 updated, 0 deleted, 0 failed."))
        let after = try await bench.head()
        #expect(after >= before + 3)
        let second = try await bench.run("apply", "-f", file)
        #expect(second.status == 0)
        #expect(second.said.contains("3 unchanged"))
        #expect(try await bench.run("apply", "-f", file, "--dry-run").status == 0)
        let events = try await bench.bench.api(bench.server).events([("after", "\(after)")])
        let types = (events["events"]?.array ?? []).compactMap { $0["type"]?.string }
        #expect(!types.contains { $0.hasSuffix(".updated") || $0.hasSuffix(".created") })
        for secret in ["s3cr3t-hook-signing", "s3cr3t-reader", Workbench.apiKey] {
            for said in [dry.said, first.said, second.said] { #expect(!said.contains(secret)) }
        }
    }

    @Test func `only what differs is changed, secrets too`() async throws {
        let bench = try await CommandBench()
        _ = try await bench.run("apply", "-f", try bench.write(CommandBench.file))
        let edited = CommandBench.file
            .replacing(#"description: "Main account""#, with: "")
            .replacing("APP_{{secretKey}}", with: "X_{{secretKey}}")
        var secrets = CommandBench.secrets
        secrets["HOOK_SECRET"] = "another-hook-signing"
        let file = try bench.write(edited)
        let changed = try await bench.run("apply", "-f", file, secrets: secrets)
        #expect(changed.status == 0, "\(changed.said)")
        #expect(changed.said.contains(#"- description: "Main account""#))
        #expect(
            changed.said.contains(
                #"~ syncOptions.keySchema: "APP_{{secretKey}}" -> "X_{{secretKey}}""#
            )
        )
        #expect(changed.said.contains("secrets: (sensitive value)"))
        #expect(!changed.said.contains("reader.clientSecret"))
        #expect(!changed.said.contains("another-hook-signing"))
        #expect(try await bench.run("apply", "-f", file, "--dry-run", secrets: secrets).status == 0)
        #expect(try await bench.run("apply", "-f", file, "--dry-run").status == 2)
    }

    @Test func `what is exported changes nothing here and makes the same elsewhere`() async throws {
        let bench = try await CommandBench()
        _ = try await bench.run("apply", "-f", try bench.write(CommandBench.file))
        let text = try await bench.export()
        #expect(text.contains("apiKey: env:PROD_API_KEY"))
        let secrets = [
            "HOOK_WEBHOOK_SECRET": "s3cr3t-hook-signing",
            "HOOK_READER_CLIENT_SECRET": "s3cr3t-reader",
            "PROD_API_KEY": Workbench.apiKey,
        ]
        let here = try await bench.run("apply", "-f", try bench.write(text), secrets: secrets)
        #expect(here.status == 0)
        #expect(here.said.contains("0 to create, 0 to update, 0 to delete, 3 unchanged"))
        let other = try await CommandBench()
        let there = try await other.run("apply", "-f", try other.write(text), secrets: secrets)
        #expect(there.status == 0, "\(there.said)")
        #expect(try await other.export() == text)
        let file = try other.write(text)
        let again = try await other.run("apply", "-f", file, "--dry-run", secrets: secrets)
        #expect(again.status == 0)
    }

    @Test func `what the file does not list stays until it is pruned`() async throws {
        let bench = try await CommandBench()
        _ = try await bench.run("apply", "-f", try bench.write(CommandBench.file))
        let less = try bench.write(
            """
            connections:
              - name: prod
                description: "Main account"
                apiKey: env:PROD_API_KEY
            """
        )
        let kept = try await bench.run("apply", "-f", less)
        #expect(kept.status == 0)
        #expect(kept.said.contains("Not in the file"))
        #expect(kept.said.contains(#"source "hook""#))
        #expect(try await bench.run("apply", "-f", less, "--prune", "--dry-run").status == 2)
        let pruned = try await bench.run("apply", "-f", less, "--prune", "--yes")
        #expect(pruned.status == 0, "\(pruned.said)")
        #expect(pruned.said.contains("Done: 0 created, 0 updated, 2 deleted, 0 failed."))
        #expect(try await !bench.export().contains("sources:\n"))
    }

    @Test func `one that fails keeps back only what depends on it`() async throws {
        let bench = try await CommandBench()
        var secrets = CommandBench.secrets
        secrets["PROD_API_KEY"] = "cu_wrong"
        let result = try await bench.run(
            "apply",
            "-f",
            try bench.write(CommandBench.file),
            secrets: secrets
        )
        #expect(result.status == 1)
        #expect(result.said.contains(#"created source "hook""#))
        #expect(result.said.contains(#"connection "prod": refused"#))
        #expect(result.said.contains(#"sync "app" of project p: not-ready"#))
        #expect(result.said.contains("Done: 1 created, 0 updated, 0 deleted, 2 failed."))
        #expect(!result.said.contains("cu_wrong"))
    }

    @Test func `a faulty file changes nothing, and all that is wrong is listed`() async throws {
        let bench = try await CommandBench()
        let before = try await bench.head()
        let text = CommandBench.file
            .replacing("connection: prod", with: "connection: nobody")
            .replacing("clientId: reader-1", with: "clientId: reader-1\n      colour: red")
            .replacing("env:HOOK_SECRET", with: "whsec_literal")
        var secrets = CommandBench.secrets
        secrets["READER_SECRET"] = ""
        let file = try bench.write(text)
        let result = try await bench.run("apply", "-f", file, secrets: secrets)
        #expect(result.status == 1)
        for part in [
            "\(file):4: sources[0].secrets[0]", "\(file):9: sources[0].reader.colour",
            "env:READER_SECRET does not exist or is empty", "There is no connection \"nobody\"",
        ] { #expect(result.said.contains(part), "\(part) in \(result.said)") }
        #expect(!result.said.contains("whsec_literal"))
        #expect(try await bench.head() == before)
    }

    @Test func `a plan's id and a file are told apart`() async throws {
        let bench = try await CommandBench()
        #expect(try await bench.run("apply").status == 64)
        #expect(try await bench.run("apply", "id", "-f", "x").status == 64)
        #expect(try await bench.run("apply", "id", "--dry-run").status == 64)
    }

    @Test func `syncs are taken over from an API of Hanzo KMS`() async throws {
        let bench = try await CommandBench()
        _ = try await bench.run("apply", "-f", try bench.write(CommandBench.file))
        let result = try await runProgram(
            [
                "import", "hanzo", "--url", "http://127.0.0.1:\(bench.server.ports.admin)",
                "--token-env", "KMS_TOKEN", "--project", "p",
            ],
            environment: ["KMS_TOKEN": Workbench.token]
        )
        #expect(result.status == 0, "\(result.said)")
        #expect(result.said.contains("    apiKey: env:PROD_API_KEY"))
        #expect(result.said.contains(#"      keySchema: "APP_{{secretKey}}""#))
        let refused = try await runProgram(
            [
                "import", "hanzo", "--url", "http://127.0.0.1:\(bench.server.ports.admin)",
                "--token-env", "KMS_TOKEN", "--project", "p",
            ],
            environment: ["KMS_TOKEN": "wrong"]
        )
        #expect(refused.status == 1)
    }

    @Test func `a file whose values have blanks at their ends settles`() async throws {
        let bench = try await CommandBench()
        let padded = CommandBench.file
            .replacing("Main account", with: " Main account ")
            .replacing(
                "accountId: \(Workbench.account)",
                with: #"accountId: " \#(Workbench.account) ""#
            )
        let file = try bench.write(padded)
        let secrets = CommandBench.secrets.mapValues { $0 + "\n" }
        let first = try await bench.run("apply", "-f", file, secrets: secrets)
        #expect(first.status == 0, "\(first.said)")
        let again = try await bench.run("apply", "-f", file, "--dry-run", secrets: secrets)
        #expect(again.status == 0, "\(again.said)")
        #expect(again.said.contains("0 to create, 0 to update, 0 to delete"))
    }

    @Test func `pauses and times of secrets are exported and applied, and the rest is told`()
        async throws
    {
        let bench = try await CommandBench()
        _ = try await bench.run("apply", "-f", try bench.write(CommandBench.file))
        let window = [
            "--not-before", "2026-01-01T00:00:00Z", "--not-after", "2096-01-01T00:00:00Z",
        ]
        let added = try await runProgram(
            ["sources", "add-secret", "hook", "--secret-env", "SECOND"] + window + [
                "--server", "http://127.0.0.1:\(bench.server.ports.admin)",
            ],
            environment: [
                "CHECKLY_SYNC_ADMIN_TOKEN": Workbench.token, "SECOND": "s3cr3t-second-hook",
            ]
        )
        #expect(added.status == 0, "\(added.said)")
        _ = try await bench.run("syncs", "pause", "app", "--reason", "release freeze")
        let text = try await bench.export()
        for line in [
            "isPaused: true", #"pauseReason: "release freeze""#, "notBefore: ", "notAfter: ",
        ] { #expect(text.contains(line), "\(line) in \(text)") }

        let other = try await CommandBench()
        let secrets = [
            "HOOK_WEBHOOK_SECRET_1": "s3cr3t-hook-signing",
            "HOOK_WEBHOOK_SECRET_2": "s3cr3t-second-hook",
            "HOOK_READER_CLIENT_SECRET": "s3cr3t-reader", "PROD_API_KEY": Workbench.apiKey,
        ]
        let file = try other.write(text)
        let applied = try await other.run("apply", "-f", file, secrets: secrets)
        #expect(applied.status == 0, "\(applied.said)")
        #expect(try await other.export() == text)
        let again = try await other.run("apply", "-f", file, "--dry-run", secrets: secrets)
        #expect(again.status == 0, "\(again.said)")
        // Nothing was pushed in between.
        let events = try await other.bench.api(other.server).events([])
        let types = (events["events"]?.array ?? []).compactMap { $0["type"]?.string }
        #expect(!types.contains("push.started"), "\(types)")
        let resumed = text.replacing("    isPaused: true\n", with: "")
            .replacing("    pauseReason: \"release freeze\"\n", with: "")
        let changed = try await other.run(
            "apply",
            "-f",
            try other.write(resumed, to: "resumed.yaml"),
            secrets: secrets
        )
        #expect(changed.status == 0, "\(changed.said)")
        #expect(try await !other.export().contains("isPaused"))
    }

    @Test func `a pin is told as a comment and on standard error`() async throws {
        let bench = try await OutputBench()
        #expect(try await bench.run("syncs pin bench --as-of 4", "").status == 0)
        let said = try await bench.run("export", "").said
        #expect(said.contains(#"# sync "bench" of project p is pinned to event 4"#), "\(said)")
        #expect(said.contains("A file cannot say"), "\(said)")
    }

    /// What each member that the API shows is for a file.
    private enum Kind {
        /// The file says it.
        case said
        /// A comment says it.
        case told
        /// It follows from the log, or another server makes its own.
        case anew
    }

    private static let members: [ResourceKind: [String: Kind]] = [
        .source: [
            "name": .said, "preset": .said, "scheme": .said, "payload": .said, "secrets": .said,
            "toleranceSeconds": .said, "isEnabled": .said, "reader": .said, "reading": .anew,
            "differing": .anew, "createdAt": .anew, "updatedAt": .anew,
            // What came of it here.
            "path": .anew, "lastMatchedAt": .anew, "lastRefusal": .anew, "refusedCount": .anew,
            "syncs": .anew,
        ],
        .connection: [
            "id": .anew, "name": .said, "description": .said, "app": .anew, "method": .anew,
            "version": .anew, "orgId": .anew, "projectId": .anew, "gatewayId": .anew,
            "isPlatformManagedCredentials": .anew, "credentialsHash": .anew,
            "credentials": .said, "createdAt": .anew, "updatedAt": .anew,
            // Who uses it, and how that goes.
            "isRefused": .anew, "syncs": .anew, "accounts": .anew,
        ],
        .sync: [
            "id": .anew, "name": .said, "description": .said, "destination": .anew,
            "isAutoSyncEnabled": .said, "isEnabled": .said, "version": .anew, "folderId": .anew,
            "connectionId": .anew, "createdAt": .anew, "updatedAt": .anew, "syncStatus": .anew,
            "lastSyncJobId": .anew, "lastSyncMessage": .anew, "lastSyncedAt": .anew,
            "importStatus": .anew, "lastImportJobId": .anew, "lastImportMessage": .anew,
            "lastImportedAt": .anew, "removeStatus": .told, "lastRemoveJobId": .anew,
            "lastRemoveMessage": .anew, "lastRemovedAt": .told, "projectId": .said,
            "syncOptions": .said, "destinationConfig": .said, "needsAttention": .anew,
            "nextTryAt": .anew, "pause": .said, "parked": .anew, "pinnedTo": .told,
            "drifts": .anew, "sourceName": .said, "connection": .said, "environment": .said,
            "folder": .said, "notices": .anew, "leftOut": .anew,
            // One word for the rest, and what it is made of.
            "state": .anew, "stateMessage": .anew, "progress": .anew, "isPinned": .told,
            "isHeld": .anew, "isRemoved": .told, "needsConsent": .anew,
        ],
    ]

    @Test func `every member that a server shows of a resource is said, told or made anew`()
        async throws
    {
        let bench = try await OutputBench()
        let api = bench.bench.api(bench.server)
        let configuration = try await ServerConfiguration.read(api)
        #expect(configuration.resources.count >= 3)
        for (id, resource) in configuration.resources {
            let known = Self.members[id.kind] ?? [:]
            for member in resource.json.members ?? [] {
                #expect(known[member.name] != nil, "\(id.kind.rawValue).\(member.name)")
            }
        }
    }

    @Test func `an account that the key does not see is refused`() async throws {
        let bench = try await OutputBench()
        let create = OutputTable.createSync("typo", of: "/app")
            .replacing("{account}", with: "no-such-account")
        let refused = try await bench.run(create, "")
        #expect(refused.status == 1, "\(refused.said)")
        #expect(refused.said.contains("connections accounts bench"), "\(refused.said)")
        let group = OutputTable.createSync("typo", of: "/app")
            .replacing("--no-group", with: "--group 99")
        #expect(try await bench.run(group, "").status == 1)
        let overlap = OutputTable.createSync("overlap", of: "/app")
            .replacing("overlap_{{secretKey}}", with: "{{secretKey}}")
        let made = try await bench.run(overlap, "")
        #expect(made.status == 0 && made.said.contains("sync bench of project p"), "\(made.said)")
    }
}
