import Encodings
import Declarations
import SyncModel
import Testing

struct ChangeTests {
    private func declarations() throws -> [Declaration] {
        DeclarationFile(yaml: try Fixture.text("declarations/full.yaml")).declarations
    }

    @Test func `what is as declared is unchanged`() throws {
        for declaration in try declarations() {
            let change = declaration.change(from: declaration, changedSecrets: [])
            #expect(change == Change(.unchanged, declaration.id))
        }
    }

    @Test func `every value that differs is named, and only it`() throws {
        for declaration in try declarations() {
            for path in declaration.values.keys where !["name", "projectId"].contains(path) {
                var existing = declaration
                existing.values[path] = .string("other")
                let change = declaration.change(from: existing, changedSecrets: [])
                #expect(change.action == .update)
                #expect(change.fields.map(\.path) == [path])
                #expect(change.fields.first?.from == .string("other"))
            }
        }
    }

    @Test func `what is only for display, or bound by the server, stays where the file is silent`()
        throws
    {
        let sync = try #require(try declarations().last)
        for path in ["sourceName", "destinationConfig.accountName"] {
            var silent = sync
            silent.values[path] = nil
            #expect(silent.change(from: sync, changedSecrets: []).action == .unchanged)
        }
        var silent = sync
        silent.values["syncOptions.keySchema"] = nil
        #expect(silent.change(from: sync, changedSecrets: []).action == .update)
    }

    @Test func `a changed secret is told as such and shown to nobody`() throws {
        let source = try #require(try declarations().first)
        let change = source.change(from: source, changedSecrets: ["reader.clientSecret"])
        #expect(change.action == .update)
        #expect(
            ChangeText([change]).lines == [
                #"~ source "hanzo""#, "    reader.clientSecret: (sensitive value)",
            ]
        )
    }

    @Test func `the text counts changes and names what the file does not list`() throws {
        let all = try declarations()
        let changes = [
            all[2].change(from: nil, changedSecrets: []),
            Change(.delete, all[0].id), Change(.unmanaged, all[1].id),
        ]
        #expect(
            ChangeText(changes).lines == [
                #"+ connection "prod""#, #"    + name: "prod""#,
                #"    + description: "The account of the company""#,
                "    apiKey: (sensitive value)", #"- source "hanzo""#,
            ]
        )
        #expect(
            ChangeText(changes).closing == [
                "Changes: 1 to create, 0 to update, 1 to delete, 0 unchanged.",
                #"Not in the file, and kept without --prune: source "ci"."#,
            ]
        )
    }
}
