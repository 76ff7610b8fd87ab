import Foundation
import TestSupport
import Testing

/// A master key that is kept outside of the data directory.
@Suite(.timeLimit(.minutes(10))) struct MasterKeyTests {
    private static let key = Data(repeating: 7, count: 32).base64EncodedString()
    private let data = temporaryPath("master-key")

    /// The settings of a key by each of its ways, given its file.
    private static let ways: [(String, @Sendable (URL) -> [String: String])] = [
        ("itself", { _ in ["CHECKLY_SYNC_MASTER_KEY": key] }),
        ("command", { ["CHECKLY_SYNC_MASTER_KEY_COMMAND": "cat '\($0.path)'; echo"] }),
        ("credential", { ["CREDENTIALS_DIRECTORY": $0.deletingLastPathComponent().path] }),
    ]

    /// The file of a key, in a directory of its own.
    private func keyFile(_ text: String) throws -> URL {
        let directory = URL(fileURLWithPath: data + "-keys")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let file = directory.appending(path: "master-key")
        try Data((text + "\n").utf8).write(to: file)
        return file
    }

    @Test func `a key opens the same log whichever way it is given`() async throws {
        let file = try keyFile(Self.key)
        for (name, environment) in Self.ways {
            let server = try await ServerProcess(
                data: data,
                environment: environment(file)
            )
            _ = await server.stop()
            #expect(!FileManager.default.fileExists(atPath: data + "/master.key"), "\(name)")
            let verified = try await runProgram(
                ["audit", "verify", "--data", data],
                environment: environment(file)
            )
            #expect(verified.status == 0, "\(name): \(verified.said)")
            #expect(!verified.said.contains("Without the master key"), "\(name)")
        }
        let other = Data(repeating: 8, count: 32).base64EncodedString()
        let refused = try await runProgram(
            ["serve", "--data", data],
            environment: ["CHECKLY_SYNC_MASTER_KEY_COMMAND": "echo \(other)"]
        )
        #expect(refused.status == 1)
        #expect(!refused.said.contains(other))
    }

    @Test(arguments: [
        ("echo why >&2; exit 3", "The command for the master key ended with exit code 3."),
        ("true", "The command for the master key printed nothing."),
        ("kill -9 $$", "The command for the master key was ended by a signal."),
        ("echo no-key", "the master key is"),
    ])
    func `a command that prints no key starts nothing`(
        command: String,
        text: String
    ) async throws {
        let result = try await runProgram([
            "serve", "--data", data, "--master-key-command", command,
        ])
        #expect(result.status == 1)
        #expect(result.said.contains(text), "\(result.said)")
        #expect(!result.said.contains("no-key"))
        #expect(!FileManager.default.fileExists(atPath: data + "/events.sqlite"))
    }

    @Test func `a new key of the wrong form starts nothing either`() async throws {
        let given = [
            "CHECKLY_SYNC_MASTER_KEY": Self.key, "CHECKLY_SYNC_NEW_MASTER_KEY": "no-key",
        ]
        let result = try await runProgram(["serve", "--data", data], environment: given)
        #expect(result.status == 1)
        #expect(result.said.contains("the new master key is"), "\(result.said)")
        #expect(!result.said.contains("no-key"))
        #expect(!FileManager.default.fileExists(atPath: data + "/events.sqlite"))
    }

    @Test func `a key and a command are one too many`() async throws {
        let given = [
            "CHECKLY_SYNC_MASTER_KEY": Self.key, "CHECKLY_SYNC_MASTER_KEY_COMMAND": "true",
        ]
        for arguments in [["serve"], ["audit", "verify"], ["keys", "rotate"]] {
            let result = try await runProgram(
                arguments + ["--data", data],
                environment: given
            )
            #expect(result.status == 1)
            #expect(result.said.contains("master-key-twice: "), "\(result.said)")
        }
    }
}
