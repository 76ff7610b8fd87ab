import AdminClient
internal import Encodings
import ArgumentParser
import SyncModel

struct Hold: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hold",
        abstract: "Holds all pushing: nothing is written to Checkly until it is released.",
        discussion: """
            Deliveries are recorded and plans can be made meanwhile. A run under way stops before \
            its next write. A restored log begins held.

            Example: checkly-sync hold --reason 'restore drill'
            """
    )

    @Option(help: "Why; shown with every sync and kept in the log.")
    var reason: String?
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try output.write(try await server.api().holdPushing(reason: reason))
        printError("Nothing is written to Checkly until: checkly-sync release")
    }
}

struct Release: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release",
        abstract: "Resumes pushing after a hold or a restore.",
        discussion: """
            After a restore see first what would be written and deleted, sync by sync, with \
            `checkly-sync plan SYNC`: the log may be older than what Checkly holds.

            Example: checkly-sync release
            """
    )

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let api = try server.api()
        let wasHeld = try await api.hold().members != nil
        try output.writeGone(try await api.releasePushing())
        printError(wasHeld ? "Pushing is released." : "Nothing was held.")
    }
}
