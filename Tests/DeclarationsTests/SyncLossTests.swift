import Encodings
import Declarations
import SyncModel
import Testing

/// Which settings of a sync take variables away.
struct SyncLossTests {
    private static let settings: [(path: String, from: String, to: String, loss: SyncLoss?)] = [
        ("syncOptions.keySchema", #""A_{{secretKey}}""#, #""B_{{secretKey}}""#, SyncLoss.written),
        ("syncOptions.keySchema", "null", #""B_{{secretKey}}""#, .written),
        ("environment", #""dev""#, #""prod""#, .written),
        ("destinationConfig.groupId", #""1""#, "null", .written),
        ("sourceName", #""a""#, #""b""#, .written), ("sourceName", "null", #""b""#, nil),
        ("syncOptions.emptyValue", #""skip""#, #""delete""#, .written),
        ("syncOptions.emptyValue", #""delete""#, #""skip""#, nil),
        (
            "syncOptions.initialSyncBehavior", #""preserve-destination""#,
            #""overwrite-destination""#, .anybodys
        ),
        (
            "syncOptions.initialSyncBehavior", #""overwrite-destination""#,
            #""preserve-destination""#, nil
        ),
        ("syncOptions.disableSecretDeletion", "true", "false", .anybodys),
        ("syncOptions.disableSecretDeletion", "false", "true", nil),
        ("syncOptions.onUnreadableGroupVariables", #""refuse""#, #""drop""#, .anybodys),
        ("description", #""a""#, #""b""#, nil), ("environment", #""dev""#, #""dev""#, nil),
    ]

    @Test(arguments: settings)
    func `a setting says what may go`(
        path: String,
        from: String,
        to: String,
        loss: SyncLoss?
    )
        throws
    {
        func value(_ text: String) throws -> JSONValue? {
            let value = try JSONValue.parse(Array(text.utf8))
            return value.isNull ? nil : value
        }
        #expect(SyncLoss(path: path, from: try value(from), to: try value(to)) == loss)
    }

    @Test func `blanks around a text are nothing that a file can say`() throws {
        let text = try self.text(around: "")
        let plain = DeclarationFile(yaml: text)
        let padded = DeclarationFile(yaml: try self.text(around: " "))
        #expect(plain.problems == [] && padded.problems == [])
        #expect(plain.declarations.map(\.values) == padded.declarations.map(\.values))
        #expect(plain.declarations.allSatisfy { $0.values.count > 1 })
    }

    /// A file in which every text stands between blanks.
    private func text(around blank: String) throws -> String {
        func quoted(_ text: String) -> String { "\"\(blank)\(text)\(blank)\"" }
        return """
            connections:
              - name: \(quoted("prod"))
                description: \(quoted("Main account"))
                apiKey: env:KEY
            syncs:
              - name: \(quoted("app"))
                description: \(quoted("Keys"))
                projectId: \(quoted("p"))
                environment: \(quoted("dev"))
                secretPath: /app
                sourceName: \(quoted("kms"))
                connection: \(quoted("prod"))
                isPaused: true
                pauseReason: \(quoted("freeze"))
                syncOptions: {keySchema: \(quoted("A_{{secretKey}}"))}
                destinationConfig:
                  accountId: \(quoted("a-1"))
                  accountName: \(quoted("Main"))
                  groupId: \(quoted("7"))
                  groupName: \(quoted("Seven"))
            """
    }

    @Test func `a resource without a name is named by its place`() {
        let file = DeclarationFile(
            yaml: "sources: [{preset: github, scheme: {header: x}, secrets: [env:X]}]"
        )
        for problem in file.problems {
            #expect(!problem.path.contains("\"\""), "\(problem)")
        }
        #expect(file.problems.contains { $0.path == "sources[0].scheme" })
    }

    @Test(arguments: [
        ("{secret: env:X}", nil),
        (#"{secret: env:X, notBefore: "2026-11-23T08:00:00Z"}"#, nil),
        (#"{secret: env:X, notBefore: soon}"#, "has an invalid time"),
        (#"{notBefore: "2026-11-23T08:00:00Z"}"#, "has no secret."),
        (
            #"{secret: env:X, notBefore: "2026-11-23T08:00:00Z", "#
                + #"notAfter: "2026-11-22T08:00:00Z"}"#,
            "not later"
        ),
        ("{secret: whsec_c4n4ry}", "env:NAME or file:PATH"),
        ("{secret: env:X, what: 1}", "must be env:NAME"),
    ])
    func `a signing secret says when it is good`(secret: String, problem: String?) {
        let file = DeclarationFile(
            yaml: "sources: [{name: a, preset: github, secrets: [\(secret)]}]"
        )
        let texts = file.problems.map { $0.text(file: "f") }
        if let problem {
            #expect(texts.contains { $0.contains(problem) }, "\(texts)")
            #expect(texts.allSatisfy { !$0.contains("c4n4ry") })
        } else {
            #expect(texts == [])
        }
    }

    @Test(arguments: ["import-prioritize-source", "import-prioritize-destination"])
    func `a sync that imported deletes nothing that it did not write`(behavior: String) throws {
        let listing = HanzoListing([
            try JSONValue.parse(
                Array(
                    #"""
                    {"secretSyncs":[{"name":"a","destination":"checkly","projectId":"p",
                     "environment":{"slug":"prod_eu"},"folder":{"path":"/"},
                     "connection":{"name":"c"},
                     "syncOptions":{"initialSyncBehavior":"\#(behavior)"},
                     "destinationConfig":{"accountId":"x"}}]}
                    """#
                    .utf8
                )
            )
        ])
        let sync = try #require(listing.declarations.last)
        let value = sync.values["syncOptions.initialSyncBehavior"]
        #expect(value == .string("preserve-destination"))
        #expect(listing.notes.contains { $0.contains(behavior) }, "\(listing.notes)")
        #expect(listing.notes.contains { $0.contains("prod_eu") }, "\(listing.notes)")
    }
}
