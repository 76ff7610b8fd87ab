import AdminClient
import APIContract
internal import Encodings
import ArgumentParser
import SyncModel

struct ListParked: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parked",
        abstract: "Shows changes that cannot be carried out and wait for somebody.",
        discussion: """
            A row without a key stands for the whole sync. Exit code 2 when there is something.
            Example: checkly-sync syncs parked
            """
    )

    @Argument(help: "The sync's name or id; by default every sync.")
    var name: String?
    @Option(help: "The project.")
    var project: String?
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let api = try server.api()
        var id: String?
        if let name { id = try await api.syncID(name, project: project) }
        let answer = try await api.parked(ofSync: id, project: project)
        let parked = answer["parked"]?.array ?? []
        try output.write(
            parked,
            columns: [
                Column("SYNC", "syncName"), Column("KEY", "key"), Column("SINCE", "since"),
                Column("CAUSE", "problem", "cause"), Column("PROBLEM", "problem", "code"),
                Column("MESSAGE", "problem", "message"),
            ]
        )
        if !parked.isEmpty { throw ExitCode.actionNeeded }
    }
}

struct RetryParked: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Retries parked changes.",
        discussion: "Example: checkly-sync syncs retry app-to-checkly --key APP_API_KEY"
    )

    @OptionGroup var sync: SyncReference
    @Option(help: .creating(Retry.resource.fields, "key"))
    var key: String?
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let api = try server.api()
        try output.write(try await api.retryParked(ofSync: sync.id(api), key: key))
    }
}

struct SkipParked: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "skip",
        abstract: "Leaves a parked change, until the source has another value for its key.",
        discussion: """
            Example: checkly-sync syncs skip app-to-checkly --key APP_BLOB --reason 'too long'
            """
    )

    @OptionGroup var sync: SyncReference
    @Option(help: .creating(Skip.resource.fields, "key"))
    var key: String
    @Option(help: .creating(Skip.resource.fields, "reason"))
    var reason: String
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let api = try server.api()
        let id = try await sync.id(api)
        try output.write(try await api.skipParked(ofSync: id, key: key, reason: reason))
    }
}
