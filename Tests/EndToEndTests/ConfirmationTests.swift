import AdminClient
import Encodings
import ArgumentParser
import Foundation
import SyncModel
import Synchronization
import Testing

@testable import checkly_sync

/// Nothing goes that nobody agreed to.
@Suite(.serialized, .timeLimit(.minutes(10))) struct ConfirmationTests {
    /// Each destructive command in a case in which something would go.
    private static let rows = [
        OutputTable.Row(
            "syncs delete",
            "x-{n} --remove-secrets",
            after: OutputTable.createSync("x-{n}", of: "/app"),
            "push x-{n} --wait"
        ),
        OutputTable.Row(
            "syncs remove-secrets",
            "y-{n}",
            after: OutputTable.createSync("y-{n}", of: "/app"),
            "push y-{n} --wait"
        ),
        OutputTable.Row("syncs update", "bench --key-schema {n}_{{secretKey}}"),
        OutputTable.Row("tokens revoke", "t-{n}", after: "tokens create t-{n} --role auditor"),
        OutputTable.Row(
            "notifications delete",
            "n-{n}",
            after: "notifications create n-{n} --url-env HOOK"
        ),
        OutputTable.Row(
            "sources delete",
            "s-{n}",
            after: OutputTable.createSource("s-{n}"),
            OutputTable.createSync("z-{n}") + " --source s-{n}"
        ),
        OutputTable.Row(
            "sources remove-secret",
            "r-{n} {first secret of r-{n}}",
            after: "sources create r-{n} --preset standard-webhooks --secret-env SIGNING",
            "sources add-secret r-{n} --secret-env OTHER",
            "send --to {senders}/r-{n} --preset standard-webhooks --secret-env SIGNING"
        ),
        OutputTable.Row("apply", "-f {folder}/schema-{n}.yaml"),
        OutputTable.Row("keys shred", "--secret p/dev/app:KEY-{n}"),
    ]

    /// Commands whose names or purposes sound as if something went, and why they do not ask.
    private static let harmless = [
        "context remove": "It forgets a name; the server and its token stay.",
        "connections delete": "The server refuses while a sync uses it, and the key is Checkly's.",
        "keys rotate": "Every value of the log can be opened afterwards as before.",
    ]

    private enum Way: String, CaseIterable {
        case unasked, declined, agreed, flagged
    }

    @Test func `every command that sounds destructive asks, or says why it need not`() {
        let words = /delet|remov|revok|destroy|shred|prune|eras|wipe|purge/.ignoresCase()
        for leaf in CommandTree.leaves where leaf.name.split(separator: " ").first != "help" {
            let text = leaf.name + " " + leaf.type.configuration.abstract
            if text.firstMatch(of: words) == nil { continue }
            let asks = leaf.type is any DestructiveCommand.Type
            #expect(asks != (Self.harmless[leaf.name] != nil), "\(leaf.name)")
        }
    }

    @Test func `every destructive command asks, and does nothing unless the answer is yes`()
        async throws
    {
        let destructive = CommandTree.leaves.filter { $0.type is any DestructiveCommand.Type }
        #expect(Set(Self.rows.map(\.command)) == Set(destructive.map(\.name)))
        let bench = try await OutputBench()
        try await setUp(bench)
        for row in Self.rows {
            for way in Way.allCases { try await check(row, way, bench) }
        }
    }

    private func setUp(_ bench: OutputBench) async throws {
        let changes = Way.allCases.map { Workbench.set("KEY-\($0.rawValue)", "1") }
        _ = try await bench.bench.deliver(id: "e-2", changes, to: bench.server)
        for way in Way.allCases {
            try bench.write(
                """
                syncs:
                  - name: bench
                    projectId: p
                    environment: dev
                    secretPath: /app
                    connection: bench
                    syncOptions: {keySchema: "FILE-\(way.rawValue)_{{secretKey}}"}
                    destinationConfig: {accountId: \(Workbench.account)}
                """,
                to: "schema-\(way.rawValue).yaml"
            )
        }
        try bench.write(Workbench.token, to: "admin.token")
    }

    private func check(_ row: OutputTable.Row, _ way: Way, _ bench: OutputBench) async throws {
        if let failed = try await bench.prepare(row, way.rawValue) {
            Issue.record("\(failed.said)")
            return
        }
        _ = try await bench.run("push bench --wait", "")
        let head = try await head(bench)
        switch way {
        case .unasked:
            let ended = try await bench.run(row.line, way.rawValue)
            #expect(ended.status == 64, "\(row.line): \(ended.said)")
            #expect(ended.said.contains("--yes"), "\(row.line): \(ended.said)")
            #expect(ended.said.contains("- "), "\(row.line) shows what goes: \(ended.said)")
        case .flagged:
            let ended = try await bench.run(row.line + " --yes", way.rawValue)
            #expect(ended.status == 0, "\(row.line): \(ended.said)")
        case .declined:
            let (questions, problem) = try await answer("n", row, way, bench)
            #expect(questions.count == 1, "\(row.line)")
            guard case .declined? = problem as? CommandError else {
                Issue.record("\(row.line): \(String(describing: problem))")
                return
            }
        case .agreed:
            let (questions, problem) = try await answer("y", row, way, bench)
            #expect(questions.count == 1, "\(row.line)")
            #expect(problem == nil, "\(row.line): \(String(describing: problem))")
        }
        let changes = try await changes(after: head, bench)
        let isDone = way == .agreed || way == .flagged
        #expect(changes.isEmpty != isDone, "\(row.line) \(way): \(changes)")
    }

    /// Runs a row's command in this process, with somebody there to answer.
    private func answer(
        _ answer: String,
        _ row: OutputTable.Row,
        _ way: Way,
        _ bench: OutputBench
    ) async throws -> (questions: [String], problem: (any Error)?) {
        let asked = Mutex<[String]>([])
        let terminal = Terminal(isInteractive: true) { question, _ in
            asked.withLock { $0.append(question) }
            return answer
        }
        let words = try await bench.words(row.line, way.rawValue) + ["--data", bench.folder]
        var problem: (any Error)?
        do {
            try await Terminal.$current.withValue(terminal) {
                var command = try ChecklySync.parseAsRoot(words)
                if var command = command as? any AsyncParsableCommand {
                    try await command.run()
                } else {
                    try command.run()
                }
            }
        } catch {
            problem = error
        }
        return (asked.withLock(\.self), problem)
    }

    private func head(_ bench: OutputBench) async throws -> Int64 {
        let state = try await bench.bench.api(bench.server).state()
        return state["asOf"]?["position"]?.integer ?? -1
    }

    /// What people did since, and not the server by itself.
    private func changes(after head: Int64, _ bench: OutputBench) async throws -> [String] {
        let page = try await bench.bench.api(bench.server).events([("after", "\(head)")])
        let events = page["events"]?.array
        return (events ?? []).compactMap { $0["type"]?.string }.filter { !$0.hasPrefix("push.") }
    }

    @Test(arguments: ["y", "Y", "yes", " YES "])
    func `these answers are a yes`(answer: String) throws {
        let terminal = Terminal(isInteractive: true) { _, _ in answer }
        try ConfirmationOptions.parse([]).confirm(["all"], "Delete it", terminal: terminal)
    }

    @Test(arguments: ["", "n", "no", "yess", "ja", "y n"])
    func `these answers are none`(answer: String) throws {
        let terminal = Terminal(isInteractive: true) { _, _ in answer }
        let options = try ConfirmationOptions.parse([])
        #expect(throws: CommandError.self) {
            try options.confirm(["all"], "Delete it", terminal: terminal)
        }
    }

    @Test(arguments: ["", "# nothing\n", "sources: []\nsyncs:\n", "---\n"])
    func `a file that lists nothing deletes nothing`(text: String) async throws {
        let bench = try await CommandBench()
        _ = try await bench.run("apply", "-f", try bench.write(CommandBench.file))
        let before = try await bench.export()
        let file = try bench.write(text, to: "empty.yaml")
        for arguments in [["--prune", "--yes"], ["--prune", "--dry-run"]] {
            let result = try await runProgram(
                ["apply", "-f", file] + arguments + [
                    "--server", "http://127.0.0.1:\(bench.server.ports.admin)",
                ],
                environment: ["CHECKLY_SYNC_ADMIN_TOKEN": Workbench.token]
            )
            #expect(result.status == 1, "\(result.said)")
            #expect(result.said.contains("lists nothing"), "\(result.said)")
        }
        #expect(try await bench.run("apply", "-f", file).status == 0)
        #expect(try await bench.export() == before)
    }

    @Test func `a file that lists less deletes the rest with a yes only`() async throws {
        let bench = try await CommandBench()
        _ = try await bench.run("apply", "-f", try bench.write(CommandBench.file))
        let cut = CommandBench.file.firstRange(of: "syncs:")
            .map {
                String(CommandBench.file[..<$0.lowerBound])
            }
        let file = try bench.write(cut ?? "", to: "less.yaml")
        let unasked = try await bench.run("apply", "-f", file, "--prune")
        #expect(unasked.status == 64, "\(unasked.said)")
        #expect(unasked.said.contains(#"- sync "app""#), "\(unasked.said)")
        #expect(try await bench.export().contains("name: app"))
        #expect(try await bench.run("apply", "-f", file, "--prune", "--yes").status == 0)
        #expect(try await !bench.export().contains("name: app"))
    }

    @Test func `a secret without a value is not reported as erased`() async throws {
        let bench = try await OutputBench()
        let typo = try await bench.run("keys shred --secret p/dev/app:TYPO --yes", "")
        #expect(typo.status == 1 && typo.said.contains("not-found"), "\(typo.said)")
        let dry = try await bench.run("keys shred --secret p/dev/app:TYPO --dry-run", "")
        #expect(dry.status == 1, "\(dry.said)")
        let named = try await bench.run("keys shred --secret p/dev/app:A --dry-run -o json", "")
        #expect(named.status == 0)
        #expect(named.said.contains(#""key":"A""#) && named.said.contains(#""values":1"#))
        let gone = try await bench.run("keys shred --secret p/dev/app:A --yes", "")
        #expect(gone.status == 0, "\(gone.said)")
        #expect(try await bench.run("keys shred --secret p/dev/app:A --yes", "").status == 1)
    }
}
