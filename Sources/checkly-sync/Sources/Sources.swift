import AdminClient
internal import Encodings
import ArgumentParser
import SyncModel

/// Webhook sources: who may post, and how they sign.
struct Sources: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows and changes the webhook sources of a running server.",
        discussion: "Example: checkly-sync sources create kms --preset standard-webhooks",
        subcommands: [
            ListSources.self, GetSource.self, CreateSource.self, UpdateSource.self,
            EnableSource.self, DisableSource.self, DeleteSource.self, AddSourceSecret.self,
            RemoveSourceSecret.self, ListFolders.self, CompleteFolder.self, ConfirmEmpty.self,
        ]
    )
}

/// The columns of a table of sources.
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
        try output.write(try await server.api().sources(), columns: sourceColumns)
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
        try output.write(try await server.api().source(name), as: .source)
    }
}

struct DeleteSource: DestructiveCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Deletes a source; its webhooks are refused from then on.",
        discussion: """
            Where a sync reads its folders or a sender uses it, that is shown, and nothing is done \
            without a yes.

            Example: checkly-sync sources delete kms
            """
    )

    @Argument(help: "The source's name.", completion: .sourceNames)
    var name: String
    @OptionGroup var confirmation: ConfirmationOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let api = try server.api()
        let uses = try await uses(api)
        if !uses.isEmpty {
            try confirmation.confirm(uses, "Delete source \(name), which is in use")
        }
        try output.writeGone(try await api.deleteSource(name))
        printError("Deleted source \(name).")
    }

    /// Who would miss it.
    private func uses(_ api: AdminAPI) async throws(AdminClientError) -> [String] {
        let source = try await api.source(name)
        let matches = (source["secrets"]?.array ?? []).compactMap { $0["lastMatchedAt"]?.string }
        let sender = matches.max().map { "its sender, whose last delivery arrived at \($0)" }
        let syncs = try await api.syncs(project: nil).filter { $0["sourceName"]?.string == name }
        return [sender].compactMap(\.self)
            + syncs.map { "sync \($0["name"]?.cell ?? "–"), which no change would reach" }
    }
}
