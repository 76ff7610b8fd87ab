import Foundation
import ReadModels
import TestSupport
import Testing
import WebhookSignatures

@testable import ChecklySyncServer
@testable import Settings

/// Tables of the documentation that come from the code, or name all that the code has.
///
/// After a change that is meant, `CHECKLY_SYNC_REFRESH=1` writes them anew.
@Suite struct GeneratedPageTests {
    private static let folder = "Sources/ChecklySyncServer/Documentation.docc/"

    /// A text as it stands in a cell.
    private static func cell(_ text: String) -> String {
        if text.isEmpty { return "–" }
        return text.replacing("|", with: "\\|").replacing("<", with: "\\<")
    }

    private static func code(_ text: String?) -> String {
        text.map { "`\($0.replacing("|", with: "\\|"))`" } ?? "–"
    }

    private static func sentence(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst()
    }

    @Test func `the page of settings has each with its flag, its default and its meaning`() throws {
        let rows = Setting.all.map { setting in
            [
                Self.code(setting.name), Self.code("--" + setting.flagName),
                Self.code(setting.shownStandard ?? setting.standard),
                setting.flag == .file
                    ? "The secret itself; the flag names a file with it."
                    : Self.sentence(setting.summary),
            ]
        }
        try expectTable(rows, at: Self.folder + "Settings.md")
    }

    @Test func `the page of metrics has each with its type, its labels and its meaning`() throws {
        // The page of `/metrics` after known events, which is compared with the code elsewhere.
        let lines = try Repository.text(of: "fixtures/metrics.txt").split(separator: "\n")
        func first(_ prefix: String) -> Substring? { lines.first { $0.hasPrefix(prefix) } }
        let rows = lines.filter { $0.hasPrefix("# HELP ") }
            .map { line in
                let words = line.split(separator: " ", maxSplits: 3)
                let name = String(words[2])
                let type = first("# TYPE \(name) ")?.split(separator: " ").last ?? ""
                let labels = first(name + "{")?.matches(of: /[{,](\w+)=/)
                    .map { "`\($0.output.1)`" }
                return [
                    Self.code(name), String(type),
                    Self.cell(labels?.joined(separator: ", ") ?? ""), Self.cell(String(words[3])),
                ]
            }
        try expectTable(rows, at: Self.folder + "Metrics.md")
    }

    @Test func `the page of failure codes has each that the sources name`() throws {
        let codes = try FailureCode.all(in: Repository.file("Sources"))
        #expect(codes.count > 200)
        let rows = codes.map {
            [Self.code($0.code), $0.origin, Self.cell($0.meaning), Self.cell($0.hint)]
        }
        try expectTable(rows, at: Self.folder + "FailureCodes.md")
    }

    /// The first cells of the rows of a page that begin with a code.
    private static func firstCells(of page: String) throws -> [String] {
        try Repository.text(of: folder + page)
            .matches(of: /(?m)^\| (`[^|]*`) \|/)
            .flatMap { $0.output.1.matches(of: /`([^`]+)`/).map { String($0.output.1) } }
    }

    @Test func `the page of states has every word in the order in which they are looked at`()
        throws
    {
        #expect(try Self.firstCells(of: "States.md") == SyncState.allCases.map(\.rawValue))
    }

    @Test func `the page about wiring has every preset`() throws {
        let cells = try Self.firstCells(of: "Wiring.md")
        let presets = SignaturePreset.allCases.map(\.rawValue)
        #expect(presets.filter { !cells.contains($0) } == [])
    }

    @Test func `the page about the format has every type of event`() throws {
        let events = Repository.file("Sources/SyncModel/Events")
        let types = try FileManager.default.contentsOfDirectory(atPath: events.path)
            .flatMap { file in
                try String(contentsOf: events.appending(path: file), encoding: .utf8)
                    .matches(of: /case \.\w+: "([a-z]+\.[a-z-]+)"/).map { String($0.output.1) }
            }
        #expect(types.count > 50)
        let cells = try Self.firstCells(of: "EventFormat.md")
        #expect(Set(types).subtracting(cells) == [])
    }
}

/// What is read from a piece of a Swift file.
@Suite struct SwiftExcerptTests {
    @Test(arguments: [
        (#""a \(b("c")) d""#, ["a … d"]), (#""a" + "b", "c""#, ["ab", "c"]),
        (##""say \"a\" {""##, [#"say "a" {"#]), ("\"\"\"\n    a \\\n    b\n    \"\"\"", ["a b"]),
    ])
    func `literals are read with what stands for what is put in`(text: String, found: [String]) {
        #expect(SwiftExcerpt(text).literals == found)
    }

    @Test func `a bracket in a text closes nothing, and a comma in brackets parts nothing`() {
        let call = SwiftExcerpt(#"1, ")", f(2, 3)) + 4"#).upToClosingBracket
        #expect(call.arguments.map(\.text) == ["1", #" ")""#, " f(2, 3)"])
    }
}
