import ArgumentParser
import OutboundHTTP
import SyncModel

/// Webhook sources: who may post, and how it signs.
struct Sources: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows and changes the webhook sources of a running server.",
        discussion: "Example: checkly-sync sources create kms --preset standard-webhooks",
        subcommands: [
            ListSources.self, GetSource.self, CreateSource.self, UpdateSource.self,
            EnableSource.self, DisableSource.self, DeleteSource.self, AddSourceSecret.self,
            RemoveSourceSecret.self, ListFolders.self, CompleteFolder.self,
        ]
    )
}

/// What stands in a table of sources.
let sourceColumns = [
    Column("NAME", "name"), Column("PRESET", "preset"), Column("PAYLOAD", "payload"),
    Column("ENABLED", "isEnabled"), Column("TOLERANCE", "toleranceSeconds"),
]

struct ListSources: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists all sources.",
        discussion: "Example: checkly-sync sources list -o json"
    )

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let answer = try await server.api().get(AdminAPI.sources)
        try output.write(answer["webhookSources"]?.array ?? [], columns: sourceColumns)
    }
}

struct GetSource: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get",
        abstract: "Shows one source with the ids of its secrets.",
        discussion: "Example: checkly-sync sources get kms -o json"
    )

    @Argument(help: "The source's name.", completion: .sourceNames)
    var name: String
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let path = AdminAPI.sources + "/" + percentEncoded(name)
        let answer = try await server.api().get(path)
        try output.write(answer["webhookSource"] ?? answer)
    }
}

struct DeleteSource: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Deletes a source; its webhooks are refused from then on.",
        discussion: "Example: checkly-sync sources delete kms"
    )

    @Argument(help: "The source's name.", completion: .sourceNames)
    var name: String
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let path = AdminAPI.sources + "/" + percentEncoded(name)
        let answer = try await server.api().delete(path)
        try output.writeGone(answer["webhookSource"] ?? answer)
        say("Deleted source \(name).")
    }
}
