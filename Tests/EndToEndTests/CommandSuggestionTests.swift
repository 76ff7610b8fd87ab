import TestSupport
import Testing

@testable import checkly_sync

/// What is said of a word that is no command.
@Suite(.timeLimit(.minutes(5))) struct CommandSuggestionTests {
    @Test(arguments: [
        (["sync", "list"], "syncs"), (["syncs", "lst"], "list"), (["syncs", "lits"], "list"),
        (["statsu"], "status"), (["deliveries", "resnd"], "resend"), (["conn"], "connections"),
    ])
    func `the command that is nearest is named`(words: [String], meant: String) async throws {
        let ended = try await runProgram(words)
        #expect(ended.status == 64)
        let first = ended.said.split(separator: "\n").first ?? ""
        #expect(first.hasSuffix("Did you mean '\(meant)'?"), "\(ended.said)")
    }

    @Test(arguments: [["frobnicate"], ["x"], ["syncs", "no"], ["version", "now"], ["syncs"]])
    func `nothing is suggested where nothing is near`(words: [String]) async throws {
        let ended = try await runProgram(words)
        #expect(!ended.said.contains("Did you mean"), "\(ended.said)")
    }

    @Test func `the nearest of several names wins, and exchanged letters count once`() {
        let names = ["list", "last", "delete"]
        #expect(CommandSuggestion.nearest(to: "lits", of: names) == "list")
        #expect(CommandSuggestion.nearest(to: "lasr", of: names) == "last")
        #expect(CommandSuggestion.nearest(to: "dleeet", of: names) == "delete")
        #expect(CommandSuggestion.nearest(to: "li", of: names) == "list")
        #expect(CommandSuggestion.nearest(to: "q", of: names) == nil)
    }
}
