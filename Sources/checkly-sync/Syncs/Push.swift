import AdminClient
internal import Encodings
import ArgumentParser
import SyncModel

struct Push: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Asks for a push of one sync.",
        discussion: """
            With --as-of the sync is pinned: the source is pushed as it was at that moment, and \
            held there until `syncs unpin`, or the next change would undo it.

            Example: checkly-sync push app-to-checkly --wait
            """
    )

    /// How long `--wait` waits between two requests.
    private static let pause = Duration.milliseconds(250)

    @OptionGroup var sync: SyncReference
    @Option(help: "Push the source as of a position or an RFC 3339 time, and keep it there.")
    var asOf: AsOf?
    @Flag(help: "Wait until it ended; exit 1 when it failed.")
    var wait = false
    @Option(help: "How many seconds to wait at most.")
    var timeout = 120
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let api = try server.api()
        let id = try await sync.id(api)
        if let asOf {
            _ = try await api.pinSync(id: id, asOf: asOf)
        }
        let asked = try await api.pushSync(id: id)
        guard wait else { return try output.write(asked, as: .sync) }
        let end = ContinuousClock.now.advanced(by: .seconds(timeout))
        while ContinuousClock.now < end {
            let now = try await api.sync(id: id)
            switch now["syncStatus"]?.string {
            case "succeeded":
                try output.write(now, as: .sync)
                return await RunSummary.tell(api, syncID: id, name: sync.name)
            case "failed":
                try output.write(now, as: .sync)
                throw CommandError.pushFailed(
                    sync: sync.name,
                    message: now["lastSyncMessage"]?.string ?? "no reason given"
                )
            case nil, .some:
                if ["held", "needs-consent"].contains(now["state"]?.string) {
                    throw CommandError.pushFailed(
                        sync: sync.name,
                        message: now["stateMessage"]?.string ?? "it waits for somebody"
                    )
                }
                if now["pause"]?.members != nil {
                    throw CommandError.pushFailed(
                        sync: sync.name,
                        message: "it was paused meanwhile"
                    )
                }
                try await Task.sleep(for: Self.pause)
            }
        }
        throw CommandError.deadline(what: "The push of \"\(sync.name)\"")
    }
}
