import ArgumentParser
import SyncModel

struct DeleteSync: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Deletes a sync, with or without the variables it wrote.",
        discussion: "Example: checkly-sync syncs delete app-to-checkly --remove-secrets"
    )

    @OptionGroup var sync: SyncReference
    @Flag(help: "Delete the variables it wrote at Checkly first.")
    var removeSecrets = false
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let api = try server.api()
        let answer = try await api.delete(
            sync.path(api),
            query: [("removeSecrets", removeSecrets ? "true" : nil)]
        )
        try output.writeGone(answer["secretSync"] ?? answer)
        say("Deleted sync \(sync.name).")
    }
}

struct RemoveSecrets: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove-secrets",
        abstract: "Deletes the variables a sync wrote at Checkly, and keeps the sync.",
        discussion: "Example: checkly-sync syncs remove-secrets app-to-checkly"
    )

    @OptionGroup var sync: SyncReference
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let api = try server.api()
        let answer = try await api.post(sync.path(api) + "/remove-secrets")
        try output.write(answer["secretSync"] ?? answer)
    }
}
