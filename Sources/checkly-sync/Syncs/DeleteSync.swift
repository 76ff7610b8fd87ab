import AdminClient
internal import Encodings
import ArgumentParser
import SyncModel

struct DeleteSync: DestructiveCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Deletes a sync, with or without the variables it wrote.",
        discussion: """
            With --remove-secrets the variables that would go are shown, and nothing is done \
            without a yes.

            Example: checkly-sync syncs delete app-to-checkly --remove-secrets
            """
    )

    @OptionGroup var sync: SyncReference
    @Flag(help: "Delete the variables it wrote at Checkly first.")
    var removeSecrets = false
    @OptionGroup var confirmation: ConfirmationOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let api = try server.api()
        let id = try await sync.id(api)
        if removeSecrets {
            let variables = try await api.variables(writtenBy: id)
            try confirmation.confirm(
                variables,
                "Delete sync \(sync.name) and \(counted(variables.count, "variable")) at Checkly"
            )
        }
        let deleted = try await api.deleteSync(id: id, removesSecrets: removeSecrets)
        let removal = AwaitedRemoval(api: api, id: id, name: sync.name)
        let left = removeSecrets ? try await removal.end() : nil
        try output.writeGone(deleted)
        printError(left.map { $0["stateMessage"]?.string ?? "" } ?? "Deleted sync \(sync.name).")
    }
}

struct RemoveSecrets: DestructiveCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove-secrets",
        abstract: "Deletes the variables a sync wrote at Checkly, and keeps the sync.",
        discussion: """
            The variables that would go are shown, and nothing is done without a yes.

            Example: checkly-sync syncs remove-secrets app-to-checkly
            """
    )

    @OptionGroup var sync: SyncReference
    @OptionGroup var confirmation: ConfirmationOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let api = try server.api()
        let id = try await sync.id(api)
        let variables = try await api.variables(writtenBy: id)
        try confirmation.confirm(
            variables,
            "Delete \(counted(variables.count, "variable")) of sync \(sync.name) at Checkly"
        )
        let asked = try await api.removeSecrets(ofSync: id)
        let ended = try await AwaitedRemoval(api: api, id: id, name: sync.name).end()
        try output.write(ended ?? asked, as: .sync)
    }
}
