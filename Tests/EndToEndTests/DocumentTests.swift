import ChecklySyncServer
import Declarations
import Encodings
import EventLog
import Foundation
import Sandbox
import Settings
import SyncModel
import TestSupport
import Testing
import Transparency

/// The documents for people: each code block is run or read by a test, here, in `QuickStartTests`,
/// `SandboxTourTests` or, as far as single commands go, in `HintTests`.
@Suite(.timeLimit(.minutes(10))) struct DocumentTests {
    private static func blocks(_ language: String) throws -> [Document.Block] {
        try Document.all().flatMap(\.blocks).filter { $0.language == language }
    }

    private static func block(
        _ language: String,
        holding text: String
    ) throws -> Document.Block {
        try #require(try blocks(language).first { $0.text.contains(text) })
    }

    @Test func `every block is of a kind that a test looks at`() throws {
        let documents = try Document.all()
        #expect(documents.count > 25)
        for document in documents {
            // A fence that is set in, or has no end, would hide its commands.
            let fences = document.text.matches(of: /(?m)^[ \t]*```/).count
            #expect(fences == document.blocks.count * 2, "\(document.path)")
        }
        let counts = documents.flatMap(\.blocks)
            .reduce(into: [:]) { $0[$1.language, default: 0] += 1 }
        #expect(Set(counts.keys) == ["text", "sh", "json", "yaml", "nginx", "caddy"])
        for language in ["yaml", "nginx", "caddy"] { #expect(counts[language] == 1) }
        #expect(counts["json"] == 3)
        // Pictures and what commands print; only the demo, the file and the format are tested.
        let texts = try Self.blocks("text").compactMap { $0.lines.first?.prefix(16) }
        #expect(
            texts.sorted()
                == [
                    " upstream       ", "5bb8fd5d2480217a", "a8              ", "a8626964782430316",
                    "checkly-sync/2e8", "sender ──webhook", "source hanzo-eve", "~ APP_API_KEY  (",
                    "~ connection \"pr",
                ]
                .map { $0.prefix(16) }
        )
    }

    @Test func `every script is one that bash reads, and what it names is there`() async throws {
        let manifest = try Repository.text(of: "Package.swift")
        for block in try Self.blocks("sh") {
            let read = try await runTool("bash", "-n", "-c", block.text)
            #expect(read.isEmpty, "\(block.file): \(read)\(block.text)")
            for product in block.text.matches(of: /--product ([a-z-]+)/) {
                #expect(manifest.contains(".executable(name: \"\(product.output.1)\""))
            }
        }
        for document in try Document.all() {
            for script in document.text.matches(of: /scripts\/[a-z-]+/) {
                let path = Repository.file(String(script.output)).path
                let isThere = FileManager.default.isExecutableFile(atPath: path)
                #expect(isThere, "\(document.path): \(path)")
            }
        }
    }

    /// Variables that are read and are no settings of the server.
    private static let otherVariables: Set = [
        "CHECKLY_SYNC_NEW_MASTER_KEY", "CHECKLY_SYNC_REFRESH", "CHECKLY_SYNC_",
    ]

    @Test func `every setting that a document names is there`() throws {
        let known = Self.otherVariables.union(Setting.all.map(\.name))
        for document in try Document.all() {
            for name in document.text.matches(of: /CHECKLY_SYNC_[A-Z_]*/) {
                #expect(known.contains(String(name.output)), "\(document.path): \(name.output)")
            }
        }
    }

    @Test func `every file that a document links to is there`() throws {
        var count = 0
        for document in try Document.all() {
            let folder = Repository.file(document.path).deletingLastPathComponent()
            for link in document.text.matches(of: /\]\(([^)#]+)[^)]*\)/) {
                let target = String(link.output.1)
                // The documentation's own pictures are put in when it is built.
                let isPicture = document.path.hasSuffix(".md") && target.hasSuffix(".png")
                let file =
                    isPicture && !target.contains("/")
                    ? Repository.file("fixtures/pictures/\(target)")
                    : folder.appendingPathComponent(target)
                count += 1
                let isThere = FileManager.default.fileExists(atPath: file.path)
                #expect(isThere, "\(document.path): \(target)")
            }
        }
        #expect(count > 20)
    }

    @Test func `the event that the format shows is one, with its leaf`() throws {
        let blocks = try Document.article("EventFormat").blocks
        let shown = blocks.compactMap { Hex.decode($0.lines.joined()) }
        #expect(shown.count == 2)
        let (envelope, leaf) = (try #require(shown.first), try #require(shown.last))
        let event = try RecordedEvent(canonical: CanonicalDecoding.decode(envelope))
        #expect(event.body.type == "sync.consent-required")
        #expect(event.envelope == envelope)
        #expect(MerkleTree.leafHash(envelope) == leaf)
        // The one that is taken apart is the same, but for two long texts.
        let parts = try Self.block("text", holding: "map of 8").lines
            .map { line in
                line.split(separator: "  ", omittingEmptySubsequences: true)
                    .first.map { $0.replacing(" ", with: "") } ?? ""
            }
        var (rest, isCut) = (Hex.encode(envelope)[...], false)
        for part in parts {
            let known = part.prefix { $0 != "…" }
            let range = try #require(rest.range(of: known), "\(part)")
            #expect(isCut || range.lowerBound == rest.startIndex, "\(part)")
            (rest, isCut) = (rest[range.upperBound...], known.count < part.count)
        }
        #expect(rest.isEmpty)
    }

    @Test func `the demo prints what is shown of it`() async throws {
        let ended = try await runProgram([
            "demo", "--once", "--data", temporaryPath("readme"),
        ])
        #expect(ended.status == 0, "\(ended.said)")
        // The engine works meanwhile, so positions differ from run to run.
        let shown = try Self.block("text", holding: "sandbox KMS changed").text
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

    @Test func `the file of declarations is one, and applied it prints what is shown of it`()
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
        let shown = try Self.block("text", holding: "Changes: 0 to create").lines
        try expectLines(shown, in: second.said)
        #expect(await bench.server.stop() == 0)
    }

    @Test func `the sandbox's page has every fault, and its example is one`() throws {
        let page = try #require(try Document.all().first { $0.path.hasSuffix("Sandbox.md") })
        for name in ChecklyFaults.names + KMSFaults.names {
            #expect(page.text.contains("`\(name)`"), "\(name)")
        }
        let block = try Self.block("json", holding: "failures")
        var expected = ChecklyFaults.none
        expected.failures = [Fault(.status(401), times: 1_000_000)]
        let data = Data(block.text.utf8)
        #expect(try JSONDecoder().decode(ChecklyFaults.self, from: data) == expected)
    }

    @Test func `the custom scheme is taken, and the API is asked as its page asks it`()
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
