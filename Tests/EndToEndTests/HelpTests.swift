import ArgumentParser
import Foundation
import TestSupport
import Testing

@testable import checkly_sync

/// The help of every command, as the terminal shows it.
@Suite struct HelpTests {
    private struct Page: Sendable, CustomTestStringConvertible {
        let words: [String]
        let text: String
        var testDescription: String { (["checkly-sync"] + words).joined(separator: " ") }
    }

    /// The program's own page and one for each command, with subcommands or without.
    private static let pages = pages(of: ChecklySync.self, words: [])

    private static func pages(of type: any ParsableCommand.Type, words: [String]) -> [Page] {
        let help = ChecklySync.helpMessage(for: type, columns: 80)
        let text = UsageText.broken(help, columns: 80)
        let inner = type.configuration.subcommands
            .flatMap { pages(of: $0, words: words + [$0._commandName]) }
        return [Page(words: words, text: text + "\n")] + inner
    }

    private static func file(_ page: Page) -> String {
        let name = page.words.isEmpty ? "checkly-sync" : page.words.joined(separator: " ")
        return name.replacing(" ", with: "-") + ".txt"
    }

    @Test func `the help of every command is that of its golden file`() throws {
        for page in Self.pages {
            try expectGolden(page.text, at: "fixtures/help/" + Self.file(page))
        }
    }

    @Test func `every golden file is a command's`() throws {
        let folder = Repository.file("fixtures/help").path
        let files = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(Set(files) == Set(Self.pages.map(Self.file)))
        #expect(files.count == Self.pages.count)
    }

    @Test func `every line of help fits a terminal of 80 columns`() {
        for page in Self.pages {
            for line in page.text.split(separator: "\n") where line.count > 80 {
                Issue.record("\(page.testDescription): \(line)")
            }
        }
    }

    @Test func `a usage is broken between its parts, and only where it does not fit`() {
        let usage = "USAGE: checkly-sync a <name> --key <key> [--long <long>] [<keys> ...] [--x]"
        #expect(UsageText.broken("T\n\n\(usage)\n", columns: 80) == "T\n\n\(usage)\n")
        #expect(
            UsageText.broken(usage, columns: 30) == """
                USAGE: checkly-sync a <name>
                       --key <key>
                       [--long <long>]
                       [<keys> ...] [--x]
                """
        )
        let other = String(repeating: "a line that is no usage ", count: 9)
        #expect(UsageText.broken(other, columns: 30) == other)
    }

    @Test func `the program prints what these tests look at`() async throws {
        let ended = try await runProgram(["syncs", "skip", "--help"])
        #expect(ended.status == 0)
        let page = try #require(Self.pages.first { $0.words == ["syncs", "skip"] })
        #expect(ended.said == page.text)
    }
}
