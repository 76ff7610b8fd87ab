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
        #expect(Fields.sync.help(of: "environment", for: .create) == "The environment's slug.")
        #expect(Fields.sync.help(of: "environment", for: .change) == "Another environment's slug.")
        #expect(Fields.sync.help(of: "nothing", for: .create) == "")
    }

    @Test func `whatever a command can say of a source, a connection or a token has a sentence`() {
        let tables: [([Field], [String])] = [
            (
                Fields.source,
                ["name", "preset", "scheme", "payload", "toleranceSeconds", "weakSecret"]
            ),
            (
                Fields.kmsAccess,
                ["api", "baseUrl", "clientId", "allowInsecureHttp", "holdEmptiedFolders"]
            ),
            (Fields.secret, ["weakSecret", "notBefore", "notAfter"]),
            (Fields.connection, ["name", "description"]),
            (Fields.token, ["name", "role", "expiresAt", "projects"]),
            (Fields.notification, ["name", "form", "onlyProblems"]),
        ]
        for (fields, expected) in tables {
            #expect(names(fields, for: .create) == expected)
            for field in fields {
                #expect(field.flagHelp.values.allSatisfy { $0.hasSuffix(".") }, "\(field.name)")
            }
        }
    }

    @Test func `words are those of the table`() {
        let help = Fields.kmsAccess.help(of: "api", for: .create)
        #expect(
            help == "The API to read folders with: infisical-v3, infisical-v4 or hanzo-v1."
        )
    }
}
