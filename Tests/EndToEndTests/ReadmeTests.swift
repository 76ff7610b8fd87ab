import Declarations
import Encodings
import Foundation
import Sandbox
import SyncModel
import TestSupport
import Testing

/// The code blocks of the README: each is run or read by a test, here, in `QuickStartTests` or, as
/// far as single commands go, in `HintTests`.
@Suite(.timeLimit(.minutes(10))) struct ReadmeTests {
    private struct Block {
        let language: String
        let text: String
        var lines: [Substring] { text.split(separator: "\n") }
    }

    private static func blocks() throws -> [Block] {
        try Repository.text(of: "README.md")
            .matches(of: /(?m)^```([a-z]*)\n((?s).*?)^```$/)
            .map { Block(language: String($0.output.1), text: String($0.output.2)) }
    }

    private static func block(_ language: String, holding text: String) throws -> Block {
        try #require(try blocks().first { $0.language == language && $0.text.contains(text) })
    }

    @Test func `every block is of a kind that a test looks at`() throws {
        let blocks = try Self.blocks()
        #expect(Set(blocks.map(\.language)) == ["", "sh", "json", "yaml", "nginx"])
        #expect(blocks.count { $0.language == "json" } == 1)
        #expect(blocks.count { $0.language == "yaml" } == 1)
        #expect(blocks.count { $0.language == "nginx" } == 1)
        // Pictures, other programs' files and what commands print; only the last are tested.
        let others = blocks.filter { $0.language.isEmpty }.compactMap { $0.lines.first }
        #expect(
            others.map { String($0.prefix(24)) } == [
                "source hanzo-events: sta", " upstream               ", "hooks.example.com {",
                "~ connection \"prod\"", "~ APP_API_KEY  (changed ",
            ]
        )
    }

    @Test func `every script is one that bash reads, and what it names is there`() async throws {
        let manifest = try Repository.text(of: "Package.swift")
        for block in try Self.blocks() where block.language == "sh" {
            let read = try await runTool("bash", "-n", "-c", block.text)
            #expect(read.isEmpty, "\(read)\(block.text)")
            for script in block.text.matches(of: /scripts\/[a-z-]+/) {
                let path = Repository.file(String(script.output)).path
                #expect(FileManager.default.isExecutableFile(atPath: path), "\(path)")
            }
            for product in block.text.matches(of: /--product ([a-z-]+)/) {
                #expect(manifest.contains(".executable(name: \"\(product.output.1)\""))
            }
        }
    }

    @Test func `the demo prints what the README shows`() async throws {
        let ended = try await runProgram(["demo", "--once", "--data", temporaryPath("readme")])
        #expect(ended.status == 0, "\(ended.said)")
        // The engine works meanwhile, so positions differ from run to run.
        let shown = try Self.block("", holding: "sandbox KMS changed").text
            .replacing(/"position":\d+/, with: #""position":…"#).split(separator: "\n")
        try expectLines(shown, in: ended.said)
    }

    /// Each line stands in a text, in the same order; `…` stands for anything.
    private func expectLines(_ lines: [Substring], in text: String) throws {
        var rest = text.split(separator: "\n")[...]
        for line in lines {
            let parts = line.split(separator: "…", omittingEmptySubsequences: false)
                .map { NSRegularExpression.escapedPattern(for: String($0)) }
            let pattern = try Regex(parts.joined(separator: ".*"))
            let index = rest.firstIndex { $0.wholeMatch(of: pattern) != nil }
            let found = try #require(index, "\(line)\nis missing in\n\(text)")
            rest = rest[(found + 1)...]
        }
    }

    @Test func `the file of declarations is one, and applied it prints what the README shows`()
        async throws
    {
        let block = try Self.block("yaml", holding: "sources:")
        let file = DeclarationFile(yaml: block.text)
        #expect(file.problems.isEmpty)
        #expect(file.declarations.count == 3)

        let bench = try await CommandBench()
        await bench.bench.checkly.addAPIKey("cu_next", accounts: [Workbench.account])
        let secret = try bench.write("open sesame\n", to: "reader.secret")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: secret)
        var secrets = [
            "HANZO_WEBHOOK_SECRET": Workbench.secret.reveal(), "PROD_API_KEY": Workbench.apiKey,
        ]
        // A KMS that is not there; the file's account is the bench's.
        let text = block.text.replacing("https://kms.hanzo.ai", with: "http://127.0.0.1:9")
            .replacing("file:reader.secret", with: "\"file:\(secret)\"")
        let path = try bench.write(text)
        let first = try await bench.run("apply", "-f", path, secrets: secrets)
        #expect(first.status == 0, "\(first.said)")
        secrets["PROD_API_KEY"] = "cu_next"
        _ = try bench.write(text.replacing("APP_{{", with: "SHOP_{{"))
        let second = try await bench.run("apply", "-f", path, "--yes", secrets: secrets)
        #expect(second.status == 0, "\(second.said)")
        let shown = try Self.block("", holding: "Changes: 0 to create").lines
        try expectLines(shown, in: second.said)
        #expect(await bench.server.stop() == 0)
    }

    @Test func `the custom scheme is taken, and the API is asked as the README asks it`()
        async throws
    {
        let bench = try await CommandBench()
        let scheme = try bench.write(try Self.block("json", holding: "secretEncoding").text)
        let created = try await bench.run(
            "sources",
            "create",
            "custom",
            "--preset",
            "custom",
            "--scheme-file",
            scheme,
            "--payload",
            "secret-events",
            "--secret-env",
            "SIGNING",
            secrets: ["SIGNING": "a secret of some length, as a sender gives it"]
        )
        #expect(created.status == 0, "\(created.said)")

        let block = try Self.block("sh", holding: "authorization: Bearer")
        let folder = bench.folder + "/data"
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true
        )
        _ = try bench.write(Workbench.token + "\n", to: "data/admin.token")
        let script = block.text.replacing(
            "http://127.0.0.1:8081",
            with: "http://127.0.0.1:\(bench.server.ports.admin)"
        )
        let answer = try await runTool("bash", "-c", "cd '\(bench.folder)' && " + script)
        let json = try JSONValue.parse(Array(answer.utf8))
        #expect(json["secretSyncs"]?.array != nil, "\(answer)")
        #expect(await bench.server.stop() == 0)
    }
}
