import Encodings
import ArgumentParser
import Foundation
import SyncModel
import TestSupport
import Testing

@testable import checkly_sync

/// How commands that sign are told to.
@Suite(.serialized) struct SigningTests {
    @Test(arguments: [
        ["send", "--to", "http://127.0.0.1:1/webhooks/a", "--preset", "nope"],
        ["deliveries", "resend", "e", "--to", "http://127.0.0.1:1/webhooks/a", "--preset", "nope"],
        ["send", "--to", "http://127.0.0.1:1/webhooks/a", "--preset", "custom"],
        ["send", "--to", "http://127.0.0.1:1/webhooks/a"],
        ["send", "--to", "http://127.0.0.1:1/a", "--preset", "github", "--scheme-file", "x"],
    ])
    func `a preset that is none is wrong usage, and those there are are named`(
        arguments: [String]
    ) async throws {
        let result = try await runProgram(arguments)
        #expect(result.status == 64, "\(result.said)")
        #expect(!result.said.contains("presets list"))
        if arguments.contains("nope") {
            #expect(result.said.contains("nope") && result.said.contains("shopify, doppler"))
        } else {
            #expect(result.said.contains("--scheme-file"))
        }
    }

    @Test func `send signs for a custom source by its scheme`() async throws {
        let bench = try await CommandBench()
        let scheme = try bench.write(
            #"{"header":"x-sig","format":"t={timestamp},v1={signature}","#
                + #""content":"{timestamp}.{body}","algorithm":"hmac-sha512","#
                + #""timestamp":{"from":"signature","unit":"ms"}}"#,
            to: "scheme.json"
        )
        let made = try await bench.run(
            "sources",
            "create",
            "own",
            "--preset",
            "custom",
            "--scheme-file",
            scheme,
            "--secret-env",
            "HOOK_SECRET"
        )
        #expect(made.status == 0, "\(made.said)")
        let sent = try await bench.run(
            "send",
            "--to",
            "http://127.0.0.1:\(bench.server.ports.webhooks)/webhooks/own",
            "--scheme-file",
            scheme,
            "--secret-env",
            "HOOK_SECRET"
        )
        #expect(sent.status == 0 && sent.said.contains("recorded"), "\(sent.said)")
    }

    @Test func `a secret is read from a pipe, and no endless file is`() async throws {
        let path = temporaryPath("pipe")
        _ = try await runTool("mkfifo", path)
        defer { try? FileManager.default.removeItem(atPath: path) }
        Thread.detachNewThread {
            FileHandle(forWritingAtPath: path)?.write(Data("s3cr3t\n".utf8))
        }
        #expect(try LocalFile.line(path) == "s3cr3t")
        for (path, code) in [
            ("/dev/zero", "too-large"), ("/", "unreadable"), (path + "-none", "unreadable"),
        ] {
            let error = #expect(throws: CommandError.self) { try LocalFile.bytes(path) }
            #expect(error?.code == code)
        }
    }
}
