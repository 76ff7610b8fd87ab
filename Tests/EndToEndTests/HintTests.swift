import AdminClient
import ArgumentParser
import Encodings
import Foundation
import Testing

@testable import checkly_sync

/// Commands and flags that texts name are commands and flags of this program.
struct HintTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private static let names = Set(CommandTree.leaves.map(\.name))
    private static let groups = Set(
        CommandTree.leaves.flatMap { leaf in
            let words = leaf.name.split(separator: " ").map(String.init)
            return words.indices.dropFirst().map { words[..<$0].joined(separator: " ") }
        }
    )
    /// What each command takes, by its name.
    private static let flags = Dictionary(
        CommandTree.leaves.map { ($0.name, flags(of: $0.type)) }
    ) { first, _ in first }

    private static func flags(of type: any ParsableCommand.Type) -> Set<String> {
        let help = type.helpMessage(includeHidden: true, columns: 1000)
        return Set(help.matches(of: /--[a-z][a-z0-9-]*|-[a-z]\b/).map { String($0.output) })
    }

    /// The command that words begin with; nil where there is none.
    private static func command(_ words: [String]) -> String? {
        for count in [3, 2, 1] where words.count >= count {
            let name = words[..<count].joined(separator: " ")
            if names.contains(name) || groups.contains(name) { return name }
        }
        return nil
    }

    /// What is wrong with a command that a text names; nil where nothing is.
    private static func problem(_ line: String) -> String? {
        let words = line.split(separator: " ").map(String.init)
        if words.first?.hasPrefix("--") == true { return nil }
        guard let name = command(words) else { return "There is no command: \(line)" }
        let known = (flags[name] ?? []).union(["--help", "-h", "--version"])
        let given = words.compactMap { $0.prefixMatch(of: /-{1,2}[a-z][a-z0-9-]*/)?.output }
            .map(String.init)
        let isGroup = groups.contains(name) && !names.contains(name)
        if isGroup, words.count > name.split(separator: " ").count, given.isEmpty {
            return "There is no command: \(line)"
        }
        // A group's flags are those of its usual subcommand.
        let usual = isGroup ? names.filter { $0.hasPrefix(name + " ") } : []
        let all = usual.reduce(known) { $0.union(flags[$1] ?? []) }
        return given.first { !all.contains($0) }.map { "\(name) has no \($0): \(line)" }
    }

    /// The source lines with what a text names, without what is put in between.
    private static func sources() throws -> [(file: String, line: String)] {
        let folder = root.appendingPathComponent("Sources")
        let paths =
            FileManager.default.enumerator(atPath: folder.path)?
            .compactMap { $0 as? String } ?? []
        return try paths.filter { $0.hasSuffix(".swift") }
            .flatMap { path in
                try String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8)
                    .split(separator: "\n")
                    .map { line in
                        let whole = String(line)
                            .replacing(/\\\((?:[^()]|\([^()]*\))*\)/, with: "NAME")
                        return (path, whole)
                    }
            }
    }

    @Test func `every command that a message names is there, with its flags`() throws {
        var count = 0
        for (file, line) in try Self.sources() {
            // Comments say what they like; examples are parsed by another test.
            if line.contains(/^ *\/\//) || line.contains("Example:") { continue }
            for match in line.matches(
                of: /checkly-sync ((?:[a-z][a-z-]+)(?: [A-Za-z0-9\/<>_.:-]+)*)/
            ) {
                let text = match.output.1.split(separator: ": ").first.map(String.init) ?? ""
                let words = text.split(separator: " ").map { $0.trimmingSuffix(".,:;") }
                guard let first = words.first,
                    Self.names.union(Self.groups)
                        .contains(where: {
                            $0 == first || $0.hasPrefix(first + " ")
                        })
                else {
                    // "checkly-sync is", as a sentence about the program begins.
                    continue
                }
                count += 1
                let problem = Self.problem(words.joined(separator: " "))
                #expect(problem == nil, "\(file): \(problem ?? "")")
            }
        }
        #expect(count > 15)
    }

    @Test func `every flag that a message names is one of some command`() throws {
        let all = Self.flags.values.reduce(into: Set<String>()) { $0.formUnion($1) }
        for (file, line) in try Self.sources() {
            if line.contains(/^ *\/\//) { continue }
            for literal in line.matches(of: /"(?:[^"\\]|\\.)*"/) {
                for flag in literal.output.matches(of: /(?:^|[ "(`])(--[a-z][a-z0-9-]+)/) {
                    let name = String(flag.output.1)
                    let isOurs =
                        all.contains(name) || ["--help", "--version"].contains(name)
                        || name.hasPrefix("--generate-completion-script")
                    #expect(isOurs, "\(file): \(name)")
                }
            }
        }
    }

    @Test(arguments: [
        "sync", "connection", "source", "token", "event", "value of secret", "anything",
    ])
    func `what is not found is looked for with a command that there is`(kind: String) {
        let hint = AdminClientError.notFound(kind: kind, name: "x").hint
        guard let match = hint.firstMatch(of: /checkly-sync ([^"]*)/) else { return }
        #expect(Self.problem(String(match.output.1)) == nil, "\(hint)")
    }

    @Test func `one hint is enough`() {
        let told =
            "folder-unknown: Nothing has been reported about the folder. (Send a snapshot of it.)"
        let problems: [any ExplainedError] = [
            AdminClientError.refused(status: 400, message: told),
            CommandError.pushFailed(sync: "a", message: told),
        ]
        for problem in problems {
            #expect(problem.description.matches(of: /\([^()]*\)/).count == 1, "\(problem)")
        }
        let bare = AdminClientError.refused(status: 400, message: "No.").description
        #expect(bare.hasSuffix("(Change the command as the message says.)"))
    }

    @Test func `every command that a document shows is one that this program understands`() throws {
        var count = 0
        for block in try Document.all().flatMap(\.blocks) where block.language == "sh" {
            let lines = block.text.replacing("\\\n", with: " ").split(separator: "\n")
            for line in lines {
                let words = Self.words(String(line))
                guard let start = words.firstIndex(of: "checkly-sync") else { continue }
                let command = Array(words[(start + 1)...])
                count += 1
                do {
                    _ = try ChecklySync.parseAsRoot(command)
                } catch {
                    let code = ChecklySync.exitCode(for: error)
                    // A file that is named may not be here.
                    let isAboutFile = "\(error)".contains("unableToParseValue")
                    let message = ChecklySync.message(for: error)
                    #expect(
                        code == .success || isAboutFile,
                        "\(block.file): \(command): \(message)"
                    )
                }
            }
        }
        #expect(count > 90)
    }

    @Test func `every command in a sentence of a document is there, with its flags`() throws {
        var count = 0
        for document in try Document.all() {
            for match in document.text.matches(of: /`checkly-sync ([^`]+)`/) {
                count += 1
                let line = match.output.1.replacing("\n", with: " ")
                let problem = Self.problem(String(line))
                #expect(problem == nil, "\(document.path): \(problem ?? "")")
            }
        }
        #expect(count > 30)
    }

    /// Words as a shell splits them, up to a comment or where input and output go.
    private static func words(_ line: String) -> [String] {
        line.matches(of: /"([^"]*)"|'([^']*)'|[^ ]+/)
            .map { String($0.output.1 ?? $0.output.2 ?? $0.output.0) }
            .prefix { ![">", "|", "<", "&&", "2>&1"].contains($0) && !$0.hasPrefix("#") }
            .map(\.self)
    }
}

extension Substring {
    fileprivate func trimmingSuffix(_ characters: String) -> String {
        String(reversed().drop { characters.contains($0) }.reversed())
    }
}
