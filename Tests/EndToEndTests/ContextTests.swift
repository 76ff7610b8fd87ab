import Encodings
import Foundation
import TestSupport
import Testing

/// Servers that commands know by a name, through the built program.
@Suite(.serialized, .timeLimit(.minutes(10))) struct ContextTests {
    private let home = temporaryPath("contexts")

    private func program(
        _ arguments: [String],
        _ environment: [String: String] = [:]
    ) async throws -> (status: Int32, said: String) {
        try await runProgram(
            arguments,
            environment: ["XDG_CONFIG_HOME": home].merging(environment) { $1 }
        )
    }

    private func program(_ line: String) async throws -> (status: Int32, said: String) {
        try await program(line.split(separator: " ").map(String.init))
    }

    private var file: String { home + "/checkly-sync/contexts.json" }

    @Test func `a server is named once, used by its name, and forgotten`() async throws {
        let bench = try await Workbench()
        let server = try await bench.start()
        _ = try await bench.setUp(server)
        let token = temporaryPath("token")
        try Data((Workbench.token + "\n").utf8).write(to: URL(fileURLWithPath: token))
        let place = "http://127.0.0.1:\(server.ports.admin)"

        #expect(try await program("context list").status == 0)
        #expect(!FileManager.default.fileExists(atPath: file))
        let added = try await program("context add one --server \(place) --token-file \(token)")
        #expect(added.status == 0)
        #expect(added.said.contains("Commands use one from now on."))
        #expect(try await program("syncs list").said.contains("bench"))
        #expect(try await program("events --tail 1").status == 0)

        let gone = "http://127.0.0.1:1"
        #expect(
            try await program("context add two --server \(gone) --token-file \(token)").said
                .contains("--context two")
        )
        #expect(try await program("syncs list").status == 0)
        #expect(try await program("syncs list --context two").status == 1)
        #expect(try await program("events --tail 1 --context two").status == 1)
        #expect(try await program("context use two").status == 0)
        #expect(try await program("syncs list").status == 1)
        #expect(try await program("syncs list --context one").status == 0)
        let list = try await program("context list -o json")
        #expect(list.said.contains(#""name":"two""#))
        #expect(!list.said.contains(Workbench.token))

        #expect(try await program("context remove two").said.contains("no context is current"))
        #expect(try await program("syncs list --context two").status == 1)
        let kept = String(
            decoding: try #require(FileManager.default.contents(atPath: file)),
            as: UTF8.self
        )
        #expect(!kept.contains(Workbench.token))
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions]
        #expect(mode as? Int == 0o600)
        #expect(await server.stop() == 0)
    }

    @Test func `doctor looks at the server of a context`() async throws {
        let bench = try await Workbench()
        let server = try await bench.start()
        let token = temporaryPath("token")
        try Data((Workbench.token + "\n").utf8).write(to: URL(fileURLWithPath: token))
        let place = "http://127.0.0.1:\(server.ports.admin)"
        _ = try await program("context add one --server \(place) --token-file \(token)")
        for line in ["doctor -o json", "doctor -o json --context one"] {
            let found = try await program(line)
            #expect(found.said.contains("They are those of the running server."), "\(found.said)")
        }
        for other in ["--server \(place)", "--data \(bench.data)", "--config x"] {
            #expect(try await program("doctor --context one \(other)").status == 64, "\(other)")
        }
        #expect(await server.stop() == 0)
        // What is in the usual places on this machine is not the server's.
        let silent = try await program("doctor -o json")
        #expect(silent.status == 2)
        #expect(silent.said.contains("does not say where the server's files are"))
        #expect(!silent.said.contains(#""check":"master-key""#), "\(silent.said)")
        _ = try await program("context add two --server \(place) --data \(bench.data)")
        let known = try await program("doctor -o json --context two")
        #expect(known.said.contains(#""check":"master-key""#), "\(known.said)")
        // A replay reads files.
        let replayed = try await program("replay --context two")
        #expect(replayed.status == 0, "\(replayed.said)")
        #expect(try await program("replay --context one").status == 64)
    }

    @Test func `no server is sent the token of another one`() async throws {
        let receiver = try await Receiver()
        let token = temporaryPath("token")
        try Data("c4n4ry-context".utf8).write(to: URL(fileURLWithPath: token))
        let add = "context add one --server http://127.0.0.1:1 --token-file \(token)"
        #expect(try await program(add).status == 0)
        let other = ["syncs", "list", "--server", "http://127.0.0.1:\(receiver.port)"]
        let asked = try await program(other)
        #expect(asked.said.contains("no-token"))
        // A context is not used in part either: the token of the environment goes where the flag
        // or the default says.
        let told = try await program(
            ["syncs", "list"],
            ["CHECKLY_SYNC_ADMIN_TOKEN": "t", "CHECKLY_SYNC_DATA": "/nowhere"]
        )
        #expect(told.said.contains("8081"))
        #expect(try await program(other + ["--context", "one"]).status == 64)
        #expect(
            try await program(["events", "--data", "/nowhere", "--context", "one"]).status == 64
        )
        #expect(receiver.requests.isEmpty)
    }

    @Test(arguments: ["nonsense", "{}", #"{"contexts":{"a":{}}}"#])
    func `a file that is none is told, and stays`(text: String) async throws {
        try FileManager.default.createDirectory(
            atPath: home + "/checkly-sync",
            withIntermediateDirectories: true
        )
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        for line in ["syncs list", "context add x --data /nowhere", "context list"] {
            let ended = try await program(line)
            #expect(ended.status == 1, "\(line)")
            #expect(ended.said.contains("context-file"), "\(line): \(ended.said)")
        }
        #expect(try String(contentsOfFile: file, encoding: .utf8) == text)
    }

    @Test(arguments: [
        "context add", "context add x", "context add x --data a --token-file b",
    ])
    func `a context needs a name and one way to a token`(line: String) async throws {
        #expect(try await program(line).status == 64)
        #expect(!FileManager.default.fileExists(atPath: file))
    }
}
