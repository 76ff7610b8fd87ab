import AdminClient
internal import Encodings
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
            RemoveSourceSecret.self, ListFolders.self, CompleteFolder.self, ConfirmEmpty.self,
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
        let path = AdminAPI.sources + "/" + percentEncoded(name)
        let api = try server.api()
        let uses = try await uses(of: path, api)
        if !uses.isEmpty {
            try confirmation.confirm(uses, "Delete source \(name), which is in use")
        }
        let answer = try await api.delete(path)
        try output.writeGone(answer["webhookSource"] ?? answer)
        say("Deleted source \(name).")
    }

    /// Who would miss it.
    private func uses(of path: String, _ api: AdminAPI) async throws(AdminClientError) -> [String] {
        let source = try await api.get(path)["webhookSource"]
        let matches = (source?["secrets"]?.array ?? []).compactMap { $0["lastMatchedAt"]?.string }
        let sender = matches.max().map { "its sender, whose last delivery came at \($0)" }
        let syncs = try await api.syncs(project: nil).filter { $0["sourceName"]?.string == name }
        return [sender].compactMap(\.self)
            + syncs.map { "sync \($0["name"]?.cell ?? "–"), which no change would reach" }
    }
}
