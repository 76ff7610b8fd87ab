import AdminClient
import ArgumentParser
import SyncModel

/// Syncs: which folder goes to which Checkly account.
struct Syncs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows and changes the syncs of a running server.",
        discussion: "Example: checkly-sync syncs get app-to-checkly",
        subcommands: [
            ListSyncs.self, GetSync.self, CreateSync.self, UpdateSync.self, EnableSync.self,
            DisableSync.self, DeleteSync.self, RemoveSecrets.self, PauseSync.self,
            ResumeSync.self, PinSync.self, UnpinSync.self, AdoptKeys.self, ListParked.self,
            RetryParked.self, SkipParked.self, ShowHistory.self,
        ]
    )
}

/// One sync of a running server.
struct SyncReference: ParsableArguments {
    @Argument(help: "The sync's name or id.", completion: .syncNames)
    var name: String
    @Option(help: "The project; needed if two projects have a sync of that name.")
    var project: String?

    /// The sync's id.
    func id(_ api: AdminAPI) async throws(AdminClientError) -> String {
        try await api.syncID(name, project: project)
    }
}

struct ListSyncs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists the syncs.",
        discussion: "Example: checkly-sync syncs list -o yaml"
    )

    @Option(help: "Only those of this project.")
    var project: String?
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let columns = [
            Column("NAME", "name"), Column("ENVIRONMENT", "environment", "slug"),
            Column("FOLDER", "folder", "path"), Column("STATE", "state"),
            Column("PINNED", "isPinned"), Column("REMOVED", "isRemoved"),
            Column("AUTO", "isAutoSyncEnabled"), Column("LAST", "lastSyncedAt"),
            Column("ID", "id", isDispensable: true),
        ]
        try output.write(try await server.api().syncs(project: project), columns: columns)
    }
}

struct GetSync: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get",
        abstract: "Shows one sync with its status.",
        discussion: "Example: checkly-sync syncs get app-to-checkly -o json"
    )

    @OptionGroup var sync: SyncReference
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let api = try server.api()
        try output.write(try await api.sync(id: sync.id(api)), as: .sync)
    }
}
