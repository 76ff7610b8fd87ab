import Encodings
import Foundation
import Sandbox
import SyncModel
import TestSupport

/// A server with something of everything, and the program run with standard outputs that take
/// nothing.
struct OutputBench {
    let bench: Workbench
    let server: ServerProcess
    let receiver: Receiver
    let folder: String

    /// Where standard output goes.
    enum Output: String, CaseIterable {
        /// Every write finds the disk full.
        case full
        /// A pipe that nobody reads any more.
        case unread
    }

    struct Ended {
        let status: Int32
        let said: String
    }

    init() async throws {
        bench = try await Workbench()
        server = try await bench.start()
        receiver = try await Receiver()
        folder = temporaryPath("output")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let sync = try await bench.setUp(server)
        // Keys that wait for somebody, one for each kind of output.
        let outputs = Output.allCases.map(\.rawValue)
        for output in outputs {
            let fault = Fault(.status(422), method: "POST", key: "BAD-\(output)", times: 1000)
            await bench.checkly.script(fault)
        }
        let changes = outputs.map { Workbench.set("BAD-\($0)", "1") } + [Workbench.set("A", "1")]
        _ = try await bench.deliver(id: "e-1", changes, to: server)
        _ = try await bench.push(sync, on: server)
        try write("", to: "empty.yaml")
        try write(#"{"secretSyncs":[]}"#, to: "hanzo.json")
        for (arguments, file) in [
            ("audit proof 2 --data {data}", "2.tlog-proof"),
            ("audit public-key --data {data}", "log.key"),
        ] {
            let words = try await words(arguments, "")
            try write(try await runProgram(words, environment: environment).said, to: file)
        }
    }

    /// Runs a row's command with such an output; what comes before it has a usual one.
    func run(_ row: OutputTable.Row, _ output: Output) async throws -> Ended {
        if let failed = try await prepare(row, output.rawValue) { return failed }
        let words = try await words(row.line, output.rawValue)
        return try await start(words, output)
    }

    /// Does what has to be done before a row.
    ///
    /// - Returns: How it failed; nil where it did not.
    func prepare(_ row: OutputTable.Row, _ number: String) async throws -> Ended? {
        for line in row.before {
            let ended = try await run(line, number)
            guard ended.status == 0 else {
                return Ended(status: -1, said: "\(line): exit \(ended.status): \(ended.said)")
            }
        }
        return nil
    }

    /// Runs a command with a usual output and no terminal.
    func run(_ line: String, _ number: String) async throws -> Ended {
        let words = try await words(line, number)
        let ended = try await runProgram(words, environment: environment)
        return Ended(status: ended.status, said: ended.said)
    }

    private func start(_ words: [String], _ output: Output) async throws -> Ended {
        try write("none\n", to: "nowhere")
        let opening =
            switch output {
            case .full: "exec 3>/dev/full"
            // The pipe's reader has ended before the program starts.
            case .unread: "exec 3> >(:); wait $!"
            }
        // A child that a signal ends has 128 and the signal for a status.
        let script = opening + #"; "$@" <"$0/nowhere" >&3 3>&-; exit $?"#
        let (status, said) = try await RunningProgram.toItsEnd(
            ["bash", "-c", script, folder, ServerProcess.program] + words,
            environment: environment
        )
        return Ended(status: status, said: said)
    }

    private var environment: [String: String] {
        [
            "CHECKLY_SYNC_ADMIN_TOKEN": Workbench.token, "API_KEY": Workbench.apiKey,
            "SIGNING": Workbench.secret.reveal(),
            "HOOK": "http://127.0.0.1:\(receiver.port)/hook",
            "OTHER": "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX",
        ]
    }

    /// A line's words, with what stands in braces put in and the server named where it can be.
    func words(_ line: String, _ number: String) async throws -> [String] {
        var line = line.replacing("{n}", with: number)
        for (name, value) in [
            ("account", Workbench.account), ("data", bench.data), ("folder", folder),
            ("server", "http://127.0.0.1:\(server.ports.admin)"),
            ("webhooks", "http://127.0.0.1:\(server.ports.webhooks)/webhooks/bench"),
            ("senders", "http://127.0.0.1:\(server.ports.webhooks)/webhooks"),
        ] { line = line.replacing("{\(name)}", with: value) }
        if let match = line.firstMatch(of: /\{(first )?secret of ([^}]*)\}/) {
            let path = "/api/v1/webhook-sources/\(match.output.2)"
            let shown = try await bench.call("GET", path, on: server)["webhookSource"]
            let secrets = shown?["secrets"]?.array
            let secret = match.output.1 == nil ? secrets?.last : secrets?.first
            let id = secret?["id"]?.string ?? "none"
            line = line.replacing(match.output.0, with: id)
        }
        var words = line.split(separator: " ").map(String.init)
        if !Self.local.contains(where: line.hasPrefix), !line.contains("--data") {
            words += ["--server", "http://127.0.0.1:\(server.ports.admin)"]
        }
        return words
    }

    /// Commands that ask no server.
    private static let local = [
        "--", "help", "demo", "sandbox", "import", "version", "audit verify-proof", "context",
    ]

    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/" + name))
    }
}
