import Foundation
import TestSupport
import Testing

/// What a shell offers, asked as bash asks it.
@Suite(.serialized, .timeLimit(.minutes(10))) struct CompletionTests {
    /// Gives what bash would offer for the last of some words.
    private static let script = """
        source <("$0" --generate-completion-script bash)
        checkly-sync() { :; }
        COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
        COMP_WORDS[0]=$0
        _checkly-sync checkly-sync "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
        printf '%s\\n' "${COMPREPLY[@]}"
        """

    private func offered(
        _ words: [String],
        _ environment: [String: String] = [:]
    ) async throws -> [String] {
        let (_, said) = try await RunningProgram.toItsEnd(
            ["bash", "-c", Self.script, ServerProcess.program, "checkly-sync"] + words,
            environment: environment
        )
        return said.split(separator: "\n").map(String.init)
    }

    @Test(arguments: [
        ("tokens create x --role", ["admin", "auditor"]),
        ("notifications create x --form", ["standard", "slack"]),
        (
            "syncs create x --initial-sync",
            ["preserve-destination", "overwrite-destination"]
        ),
        ("syncs update x --delete-order", ["last", "first"]),
        ("sources create x --payload", ["hanzo-kms", "secret-events"]),
        ("syncs list -o", ["table", "json", "yaml"]),
    ])
    func `the words that an option takes are offered`(
        line: String,
        words: [String]
    ) async throws {
        let offered = try await offered(line.split(separator: " ").map(String.init) + [""])
        #expect(!offered.isEmpty)
        #expect(Set(offered).isSuperset(of: words), "\(offered)")
        #expect(offered.allSatisfy { !$0.hasPrefix("-") }, "\(offered)")
    }

    @Test func `accounts are offered as the connection's key shows them`() async throws {
        let bench = try await Workbench()
        let server = try await bench.start()
        _ = try await bench.setUp(server)
        let line = "syncs create x --server http://127.0.0.1:\(server.ports.admin)"
        let words = line.split(separator: " ").map(String.init)
        let environment = ["CHECKLY_SYNC_ADMIN_TOKEN": Workbench.token]
        func offered(_ more: String...) async throws -> [String] {
            try await self.offered(words + more + [""], environment)
        }
        #expect(try await offered("--connection") == ["bench"])
        #expect(try await offered("--connection", "bench", "--account") == [Workbench.account])
        #expect(try await offered("--account") == [])
        #expect(await server.stop() == 0)
    }
}
