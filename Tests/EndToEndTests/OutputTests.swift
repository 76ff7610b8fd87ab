import ArgumentParser
import Foundation
import TestSupport
import Testing

@testable import checkly_sync

/// Standard output that cannot be written, for every command that writes to it.
@Suite(.timeLimit(.minutes(10))) struct OutputTests {
    @Test func `every command is in the table, or says why it writes nothing`() {
        let commands = Set(CommandTree.leaves.map(\.name))
        let listed = Set(OutputTable.rows.map(\.command)).union(OutputTable.silent.keys)
        #expect(commands.subtracting(listed) == [], "Add these to OutputTable.")
        let options = listed.filter { $0.hasPrefix("--") || $0.hasPrefix("help") }
        #expect(listed.subtracting(commands).subtracting(options) == [], "These are no commands.")
    }

    @Test func `data that cannot be written is exit 1 with the reason`() async throws {
        let bench = try await OutputBench()
        for row in OutputTable.rows {
            let ended = try await bench.run(row, .full)
            #expect(ended.status == 1, "\(row.line): \(ended.status) \(ended.said)")
            let reason = "output-failed: Standard output could not be written: No space left"
            #expect(ended.said.contains(reason), "\(row.line): \(ended.said)")
        }
    }

    @Test func `a pipe that nobody reads ends a command at once and quietly`() async throws {
        let bench = try await OutputBench()
        for row in OutputTable.rows {
            let ended = try await bench.run(row, .unread)
            #expect(ended.status == 128 + SIGPIPE, "\(row.line): \(ended.status) \(ended.said)")
            #expect(!ended.said.contains("output-failed"), "\(row.line): \(ended.said)")
        }
    }

    @Test func `a closed standard output is a failure, and no file takes its place`() async throws {
        let folder = temporaryPath("closed")
        let script = #""$0" demo --once --data "$1" >&-; echo "exit $?" >&2"#
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().path
        let said = try await runTool(
            "bash",
            "-c",
            "cd \"$2\" && " + script,
            ServerProcess.program,
            folder,
            root
        )
        #expect(said.contains("output-failed"), "\(said)")
        #expect(said.hasSuffix("exit 1\n"), "\(said)")
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name))
            #expect(bytes.range(of: Data("KEY  ".utf8)) == nil, "\(name)")
        }
    }

    @Test func `only one file writes to standard output`() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Sources/checkly-sync")
        let paths = FileManager.default.enumerator(atPath: folder.path)?
            .compactMap { $0 as? String }
        let files = (paths ?? []).filter { $0.hasSuffix(".swift") }
        #expect(files.count > 50)
        for file in files where !file.hasSuffix("Terminal/StandardOutput.swift") {
            let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
                // Another program's output is read.
                .replacing("process.standardOutput", with: "")
            let writes = text.matches(of: /(^|[^.\w])(print|puts|fwrite)\(|standardOutput\b|STDOUT/)
                .filter { !$0.output.0.contains("isatty") }
            let isAsked = file.hasSuffix("Terminal/Printing.swift")
            #expect(writes.count == (isAsked ? 1 : 0), "\(file)")
        }
    }
}

/// The program's commands, as they are called.
enum CommandTree {
    struct Leaf {
        let name: String
        let type: any ParsableCommand.Type
    }

    /// Every command without subcommands.
    static let leaves = leaves(of: ChecklySync.self, path: [])

    private static func leaves(of type: any ParsableCommand.Type, path: [String]) -> [Leaf] {
        let inner = type.configuration.subcommands
        if inner.isEmpty { return [Leaf(name: path.joined(separator: " "), type: type)] }
        return inner.flatMap { leaves(of: $0, path: path + [$0._commandName]) }
    }
}
