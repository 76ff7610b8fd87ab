import Encodings
import Declarations
import SyncModel
import Testing

struct HanzoListingTests {
    @Test func `the syncs of Hanzo KMS become a file that reads without a problem`() throws {
        let listing = HanzoListing([
            try Fixture.json("hanzo/secret-syncs.json"),
            try Fixture.json("hanzo/app-connections.json"),
        ])
        let text = DeclarationText.yaml(listing.declarations)
        #expect(text + "\n" == (try Fixture.text("hanzo/expected.yaml")))
        #expect(DeclarationFile(yaml: text).problems.isEmpty)
    }

    @Test func `what cannot be taken over is named`() throws {
        let listing = HanzoListing([try Fixture.json("hanzo/secret-syncs.json")])
        #expect(
            listing.notes == [
                "Sync \"all-to-checkly\" includes folders below its own; here it includes only "
                    + "its own.",
                "Sync \"all-to-checkly\" has import-prioritize-source; nothing is imported here, "
                    + "so it is preserve-destination and deletes only what it wrote itself.",
                "Sync \"orphan\" has no environment: skipped.",
                "Sync \"app-to-github\" goes to github, not to Checkly: skipped.",
            ]
        )
    }

    @Test func `without the list of connections their names come from the syncs`() throws {
        let listing = HanzoListing([try Fixture.json("hanzo/secret-syncs.json")])
        let connections = listing.declarations.filter { $0.kind == .connection }
        #expect(connections.map(\.id.name) == ["prod-checkly"])
    }

    @Test(arguments: [
        ("prod-checkly", "PROD_CHECKLY_API_KEY"),
        ("a\nconnections: []", "A_CONNECTIONS_____API_KEY"),
        ("9 lives", "_9_LIVES_API_KEY"), ("stra\u{DF}e\u{2028}x", "STRASSE_X_API_KEY"),
        ("\u{E9}t\u{E9}\r\nx", "_T___X_API_KEY"),
    ])
    func `a name in a placeholder stays within the name of a variable`(
        name: String,
        variable: String
    ) {
        let placeholder = SecretReference.placeholder(name, "API_KEY")
        #expect(placeholder == .environment(variable))
        #expect(SecretReference(placeholder.text) == placeholder)
    }
}
