import APIContract
import SyncModel
import Testing

/// What the command line says of the flags that are made of tables.
@Suite struct FlagHelpTests {
    private func names(_ fields: [Field], for act: Field.Act) -> [String] {
        fields.filter { $0.flagHelp[act] != nil }.map(\.name)
    }

    @Test func `whatever a command can say of a resource has a sentence`() {
        let sync = [
            "name", "projectId", "description", "connectionId", "environment", "secretPath",
            "sourceName", "isAutoSyncEnabled",
        ]
        #expect(names(NewSync.resource.fields, for: .create) == sync)
        #expect(
            names(NewSync.resource.fields, for: .change) == sync.filter { $0 != "projectId" }
        )
        #expect(names(Destination.resource.fields, for: .create).count == 4)
        for field in NewSync.resource.fields + Destination.resource.fields {
            #expect(field.flagHelp.values.allSatisfy { $0.hasSuffix(".") }, "\(field.name)")
        }
    }

    @Test func `a help is that of the act`() {
        #expect(NewSync.resource.help(of: "environment", for: .create) == "The environment's slug.")
        #expect(
            NewSync.resource.help(of: "environment", for: .change) == "Another environment's slug."
        )
        #expect(NewSync.resource.help(of: "nothing", for: .create) == "")
    }
}
