import Encodings
import ArgumentParser
import Foundation
import SyncModel
import Synchronization
import Testing

@testable import checkly_sync

/// Questions, colours and help, without a terminal.
struct TerminalTests {
    /// Answers one after the other, and remembers which were hidden.
    private final class Script: Sendable {
        private let answers: Mutex<[String]>
        let asked = Mutex<[(question: String, isHidden: Bool)]>([])

        init(_ answers: [String]) {
            self.answers = Mutex(answers)
        }

        var terminal: Terminal {
            Terminal(isInteractive: true) { question, isHidden in
                self.asked.withLock { $0.append((question, isHidden)) }
                return self.answers.withLock { $0.isEmpty ? nil : $0.removeFirst() }
            }
        }
    }

    private static let picker = Picker(
        what: "Account",
        flag: "--account",
        choices: [
            Picker.Choice(label: "Main", value: "a-1"), Picker.Choice(label: "Test", value: "a-2"),
        ]
    )

    @Test(arguments: [
        (["2"], "a-2"), ([""], "a-1"), (["9", "x", " 2 "], "a-2"), (["0", "3", "4", "1"], nil),
        ([], nil),
    ])
    func `a number chooses, nothing takes the first, three wrong answers end it`(
        answers: [String],
        value: String?
    ) {
        let script = Script(answers)
        #expect((try? Self.picker.choose(script.terminal))?.value == value)
    }

    @Test func `nobody is asked who is not there`() {
        let nobody = Terminal(isInteractive: false) { _, _ in
            Issue.record("asked")
            return "1"
        }
        #expect(throws: CommandError.self) { try Self.picker.choose(nobody) }
        #expect(throws: CommandError.self) {
            try SecretInput(what: "API key", flags: "--api-key-file")
                .read(variable: nil, file: nil, terminal: nobody)
        }
    }

    @Test func `a secret is asked for without being shown, and only where no flag gives it`() throws
    {
        let script = Script(["s3cr3t"])
        let input = SecretInput(what: "signing secret", flags: "--secret-file")
        #expect(try input.read(variable: nil, file: nil, terminal: script.terminal) == "s3cr3t")
        let asked = script.asked.withLock(\.self)
        #expect(asked.map(\.question) == ["Signing secret: "])
        #expect(asked.map(\.isHidden) == [true])
        let unasked = Script(["x"])
        #expect(try input.read(variable: "PATH", file: nil, terminal: unasked.terminal) != "x")
        let questions = unasked.asked.withLock(\.self)
        #expect(questions.isEmpty)
    }

    @Test func `colour changes nothing but colour`() {
        let table = Table(titles: ["NAME", "STATUS"], rows: [["a", "failed"], ["bb", "ok"]])
        let coloured = table.text(isColoured: true)
        #expect(coloured.contains("\u{1B}[31mfailed\u{1B}[0m"))
        let plain = coloured.replacing(/\u{1B}\[[0-9]+m/, with: "")
        #expect(plain == table.text(isColoured: false))
    }

    @Test func `every command's help has an example, which it understands`() throws {
        var commands: [any ParsableCommand.Type] = [ChecklySync.self]
        var count = 0
        while let command = commands.popLast() {
            commands += command.configuration.subcommands
            let help = command.helpMessage(columns: 400)
            let examples = help.matches(of: /Example: checkly-sync ([^\n]*)/)
            #expect(!examples.isEmpty, "\(command)")
            for example in examples {
                let words = Self.words(String(example.output.1))
                do {
                    _ = try ChecklySync.parseAsRoot(words)
                } catch {
                    // A file that an example names may not be here.
                    #expect("\(error)".contains("unableToParseValue"), "\(words): \(error)")
                }
            }
            count += 1
        }
        #expect(count > 40)
    }

    /// Words as a shell splits them, up to where the output goes.
    private static func words(_ line: String) -> [String] {
        line.matches(of: /'([^']*)'|[^ ]+/)
            .map { String($0.output.1 ?? $0.output.0) }
            .prefix { $0 != ">" && $0 != "|" }
            .map(\.self)
    }
}
