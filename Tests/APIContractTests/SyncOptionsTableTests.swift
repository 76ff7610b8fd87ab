import APIContract
import Encodings
import SyncModel
import Testing

/// The table of sync options against the options themselves.
@Suite struct SyncOptionsTableTests {
    private let resource = SyncOptions.resource

    private func read(
        _ text: String
    ) throws -> (options: SyncOptions, issues: [APIContract.Issue]) {
        var fields = BodyFields(try JSONValue.parse(Array(text.utf8)))
        let options = resource.read(&fields, for: .create)
        return (options, fields.issues)
    }

    @Test func `what is shown reads back as the same options`() throws {
        var options = SyncOptions(initialSyncBehavior: .preserveDestination)
        options.keySchema = KeySchema("APP_{{secretKey}}")
        options.disableSecretDeletion = true
        options.emptyValue = .skip
        options.variableType = .plain
        options.maxDeletions = 7
        options.deleteOrder = .first
        options.onUnreadableGroupVariables = .drop
        options.allowCodeOwnedGroup = true
        for options in [options, SyncOptions()] {
            let (same, issues) = try read(resource.canonical(options).jsonText)
            #expect(issues.isEmpty)
            #expect(same == options)
        }
    }

    @Test func `every member of a recorded option has a field`() {
        let options = SyncOptions(
            keySchema: KeySchema("A_{{secretKey}}"),
            maxDeletions: 1,
            deleteOrder: .first
        )
        guard case .map(let recorded) = options.canonical else { return }
        let names = Set(resource.fields.map(\.name))
        #expect(Set(recorded.map(\.name)).subtracting(names) == [])
    }

    @Test func `the usual order of deletions is not recorded, and is shown`() throws {
        #expect(SyncOptions().canonical.optionalMember("deleteOrder") == nil)
        let first = SyncOptions(deleteOrder: .first)
        #expect(first.canonical.optionalMember("deleteOrder") == .text("first"))
        #expect(try SyncOptions(canonical: first.canonical) == first)
        #expect(try SyncOptions(canonical: SyncOptions().canonical).deleteOrder == .last)
        #expect(resource.canonical(SyncOptions()).optionalMember("deleteOrder") == .text("last"))
    }

    @Test func `everything wrong is told at once, each at its field`() throws {
        let text = #"{"emptyValue":"x","maxDeletions":-1,"recursive":true,"allowCodeOwnedGroup":1}"#
        let (_, issues) = try read(text)
        #expect(
            issues.map { $0.path.joined(separator: ".") } == [
                "initialSyncBehavior", "recursive", "emptyValue", "maxDeletions",
                "allowCodeOwnedGroup",
            ]
        )
    }

    @Test func `every option that has a flag has a sentence that explains it`() {
        for field in resource.fields where field.flag != nil {
            #expect(field.summary?.hasSuffix(".") == true, "\(field.name)")
        }
        let help = Dictionary(
            uniqueKeysWithValues: resource.fields.map { ($0.name, $0.help) }
        )
        #expect(help["emptyValue"] == "What a blank value does: delete (usual) or skip.")
        #expect(
            help["keySchema"]
                == "How names become keys, such as APP_{{secretKey}}; '' for as they are."
        )
        #expect(
            resource.fields.first { $0.name == "maxDeletions" }?.helpOfNone
                == "No limit for deletions (usual)."
        )
    }
}
