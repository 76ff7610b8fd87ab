import Foundation
import LogModels
import SyncModel
import TestSupport
import Testing

@testable import checkly_sync

/// Looking for a value, and the log as a table for others.
@Suite(.serialized, .timeLimit(.minutes(10))) struct FindingTests {
    @Test(arguments: [
        ("a", ["a"]), ("a\n", ["a\n", "a"]), ("a\r\n", ["a\r\n", "a\r", "a"]),
        ("a\n\n", ["a\n\n", "a\n"]), ("a\nb\n", ["a\nb\n", "a\nb"]), ("\n", ["\n"]),
    ])
    func `all that is given is the value, with and without one line break at its end`(
        given: String,
        candidates: [String]
    ) throws {
        #expect(
            try FindValue.candidates(Array(given.utf8)).map { Array($0.utf8) }
                == candidates.map { Array($0.utf8) }
        )
    }

    @Test func `what can be no value is refused`() {
        for bytes in [[], [0xFF, 0xFE], [UInt8](repeating: 65, count: 70_000)] as [[UInt8]] {
            #expect(throws: CommandError.self) { try FindValue.candidates(bytes) }
        }
    }

    @Test func `a value of several lines is found, and one that was never set is told`()
        async throws
    {
        let bench = try await OutputBench()
        let key = "-----BEGIN KEY-----\nc4n4ry\nline\n-----END KEY-----"
        let changes = [Workbench.set("PEM", key), Workbench.set("PEM_LINE", key + "\n")]
        _ = try await bench.bench.deliver(id: "e-pem", changes, to: bench.server)
        func find(_ text: String) async throws -> (said: String, talk: String, status: Int32) {
            try bench.write(text, to: "value")
            let grep = [
                "env", "-i", "CHECKLY_SYNC_ADMIN_TOKEN=\(Workbench.token)", ServerProcess.program,
                "audit", "grep", "--value-from-stdin", "-o", "json", "--server",
                "http://127.0.0.1:\(bench.server.ports.admin)",
            ]
            let (status, said) = try await RunningProgram.toItsEnd(
                ["bash", "-c", #"exec "$@" <"$0/value" 2>"$0/talk""#, bench.folder] + grep
            )
            let talk = try String(contentsOfFile: bench.folder + "/talk", encoding: .utf8)
            return (said, talk, status)
        }
        let whole = try await find(key + "\n")
        #expect(whole.said.contains(#""key":"PEM""#) && whole.said.contains(#""key":"PEM_LINE""#))
        #expect(try await find(key).said.contains(#""key":"PEM""#))
        let none = try await find("-----BEGIN KEY-----\n")
        #expect(none.status == 0 && none.said == "[]\n", "\(none)")
        #expect(none.talk.contains("Not found"), "\(none)")
        #expect(!none.talk.contains("BEGIN"))
    }

    @Test(arguments: [
        ("a", "a"), ("a,b", "\"a,b\""), ("a,\u{301}b", "\"a,\u{301}b\""),
        ("a\"\u{301}b", "\"a\"\"\u{301}b\""), ("=\u{301}1", "'=\u{301}1"), ("=1", "'=1"),
        ("+1", "'+1"), ("-1", "'-1"), ("@x", "'@x"), ("\u{FF1D}1", "'\u{FF1D}1"),
        ("a\r\nb", "\"a\r\nb\""), ("a\n\u{301}b", "\"a\n\u{301}b\""), ("\t=1", "'\t=1"), ("", ""),
    ])
    func `a cell breaks no column and is calculated by no spreadsheet`(text: String, cell: String) {
        #expect(Array(ExportFormat.quoted(text).utf8) == Array(cell.utf8))
    }
}
