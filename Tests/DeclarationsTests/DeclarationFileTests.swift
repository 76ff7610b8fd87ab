import Encodings
import Declarations
import SyncModel
import Testing

struct DeclarationFileTests {
    @Test func `a file that says everything reads without a problem and is written the same`()
        throws
    {
        let text = try Fixture.text("declarations/full.yaml")
        let file = DeclarationFile(yaml: text)
        #expect(file.problems.isEmpty)
        #expect(
            file.declarations.map { "\($0.id)" } == [
                #"source "hanzo""#, #"source "ci""#, #"connection "prod""#,
                #"sync "app-to-checkly" of project 3c90c3cc-0d44-4b50-8888-8dd25736052a"#,
            ]
        )
        let comment = "Everything that a declaration file may hold."
        let written = DeclarationText.yaml(file.declarations, comments: [comment])
        #expect(written.replacing("\(comment)\n\n", with: "\(comment)\n") + "\n" == text)
    }

    @Test func `what is not said takes its usual value`() {
        let file = DeclarationFile(
            yaml: """
                syncs:
                  - {name: a, projectId: 12, environment: dev, secretPath: /app/, connection: c,
                     destinationConfig: {accountId: x, groupId: 4711}}
                """
        )
        #expect(file.problems.isEmpty)
        let values = file.declarations.first?.values ?? [:]
        #expect(values["isAutoSyncEnabled"] == .bool(true))
        #expect(values["syncOptions.initialSyncBehavior"] == .string("preserve-destination"))
        #expect(values["projectId"] == .string("12"))
        #expect(values["secretPath"] == .string("/app"))
        #expect(values["destinationConfig.groupId"] == .string("4711"))
        #expect(values["sourceName"] == nil)
    }

    @Test func `an account's id in capitals is the one that the server has`() throws {
        let text = try Fixture.text("declarations/full.yaml")
        let account = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
        let capitals = text.replacing(
            "11111111-2222-3333-4444-555555555555",
            with: account.uppercased()
        )
        let sync = try #require(DeclarationFile(yaml: capitals).declarations.last)
        #expect(sync.values["destinationConfig.accountId"] == .string(account))
        let shown = try JSONValue.parse(
            Array(#"{"destinationConfig":{"accountId":"\#(account.uppercased())"}}"#.utf8)
        )
        let existing = Declaration(.sync, shown: shown)
        let paths = sync.change(from: existing, changedSecrets: []).fields.map(\.path)
        #expect(!paths.contains("destinationConfig.accountId"), "\(paths)")
    }

    @Test func `a secret in the file is refused, and not repeated`() {
        let secret = "whsec_c4n4ry"
        let file = DeclarationFile(
            yaml: """
                sources:
                  - name: a
                    preset: github
                    secrets: [\(secret)]
                connections:
                  - name: b
                    apiKey: \(secret)
                  - name: "c"
                    apiKey: "env:\(secret)!"
                """
        )
        #expect(file.problems.map(\.line) == [4, 7, 9])
        #expect(file.problems.allSatisfy { $0.message.contains("env:NAME or file:PATH") })
        #expect(file.problems.allSatisfy { !$0.text(file: "f").contains(secret) })
    }

    @Test func `everything wrong is named at once, with its line`() {
        let file = DeclarationFile(
            yaml: """
                sources:
                  - name: A_B
                    preset: nobody
                    colour: red
                    secrets: [env:X]
                    toleranceSeconds: 0
                    isEnabled: maybe
                connections:
                  - name: b
                    apiKey: env:KEY
                  - name: b
                    apiKey: env:KEY
                syncs:
                  - name: s
                    projectId: p
                    environment: dev
                    secretPath: /a//b
                    connection: b
                    syncOptions: {keySchema: {{secretKey}}, typo: 1}
                    destinationConfig: {}
                extra: 1
                """
        )
        let found = file.problems.map { "\($0.line) \($0.path)" }
        #expect(
            found == [
                "2 sources[0].name", "3 sources[0].preset", "4 sources[0].colour",
                "6 sources[0].toleranceSeconds", "7 sources[0].isEnabled",
                #"11 connection "b""#, "17 syncs[0].secretPath",
                "19 syncs[0].syncOptions.keySchema", "19 syncs[0].syncOptions.typo",
                "20 syncs[0].destinationConfig.accountId", "21 extra",
            ]
        )
    }

    @Test(arguments: [
        ("sources: {a: 1}", "sources: must be a list."),
        ("- a", "The file must be a mapping"),
        ("sources:\n  - name: [", "This is not valid YAML"),
        ("syncs:\n  - name: a\n    name: b\n", "is given twice."),
        (
            "sources: [{name: a, preset: github, scheme: {header: x}, secrets: [env:X]}]",
            "is for the preset custom"
        ),
        (
            "sources: [{name: a, preset: custom, scheme: {header: x, what: y}, secrets: [env:X]}]",
            "what"
        ),
        (
            "sources: [{name: a, preset: github, secrets: [env:X], reader: {api: infisical-v3}}]",
            "reader.baseUrl: is missing."
        ),
        ("sources: [{name: a, preset: github, secrets: []}]", "must have 1 to 8 secrets."),
    ])
    func `a file is refused with a reason`(yaml: String, reason: String) {
        let texts = DeclarationFile(yaml: yaml).problems.map { $0.text(file: "f.yaml") }
        #expect(texts.contains { $0.contains(reason) }, "\(texts)")
    }

    @Test(.timeLimit(.minutes(10)))
    func `aliases that stand for more than a file may hold are refused`() {
        let bomb = (1...12)
            .map {
                "a\($0): &a\($0) "
                    + "[\([String](repeating: "*a\($0 - 1)", count: 10).joined(separator: ","))]"
            }
        let yaml = (["a0: &a0 x"] + bomb).joined(separator: "\n")
        #expect(DeclarationFile(yaml: yaml).problems.map(\.line) == [0])
    }

    @Test func `an empty file declares nothing`() {
        for text in ["", "# nothing\n", "sources:\nsyncs: []\n"] {
            let file = DeclarationFile(yaml: text)
            #expect(file.declarations.isEmpty && file.problems.isEmpty)
        }
    }
}
