import AdminClient
import APIContract
internal import Encodings
import ArgumentParser
import SyncModel

struct PauseSync: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Pauses a sync until it is resumed.",
        discussion: "Example: checkly-sync syncs pause app-to-checkly --reason 'release freeze'"
    )

    @OptionGroup var sync: SyncReference
    @Option(help: "Why; shown with the sync and kept in the log.")
    var reason: String?
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let api = try server.api()
        try output.write(try await api.pauseSync(id: sync.id(api), reason: reason), as: .sync)
    }
}

struct ResumeSync: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Lets a paused sync push again.",
        discussion: "Example: checkly-sync syncs resume app-to-checkly"
    )

    @OptionGroup var sync: SyncReference
    @Option(help: "Why; kept in the log.")
    var reason: String?
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let api = try server.api()
        try output.write(try await api.resumeSync(id: sync.id(api), reason: reason), as: .sync)
    }
}

struct PinSync: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pin",
        abstract: "Pushes the source as of a moment and keeps it there until unpinned.",
        discussion: "Example: checkly-sync syncs pin app-to-checkly --as-of 412"
    )

    @OptionGroup var sync: SyncReference
    @Option(help: "A position, or an RFC 3339 time.")
    var asOf: AsOf
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let api = try server.api()
        try output.write(try await api.pinSync(id: sync.id(api), asOf: asOf), as: .sync)
    }
}

struct UnpinSync: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unpin",
        abstract: "Lets a pinned sync follow its source again.",
        discussion: "Example: checkly-sync syncs unpin app-to-checkly"
    )

    @OptionGroup var sync: SyncReference
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let api = try server.api()
        try output.write(try await api.unpinSync(id: sync.id(api)), as: .sync)
    }
}

struct AdoptKeys: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adopt",
        abstract: "Makes keys that somebody else wrote the sync's own.",
        discussion: "Example: checkly-sync syncs adopt app-to-checkly API_KEY DB_URL"
    )

    @OptionGroup var sync: SyncReference
    @Argument(help: .creating(Adoption.resource.fields, "keys"))
    var keys: [String]
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let api = try server.api()
        try output.write(try await api.adopt(keys: keys, bySync: sync.id(api)))
    }
}
