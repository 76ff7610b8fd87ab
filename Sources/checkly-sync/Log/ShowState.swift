import AdminClient
internal import Encodings
import LogIntegrity
import ArgumentParser
import ChecklySyncServer
import SyncModel

struct ShowState: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "state",
        abstract: "Shows which variables a sync desires at Checkly, now or at an earlier moment.",
        discussion: """
            Values are not shown; fingerprints tell same from changed. With --data it reads the \
            files of a stopped server, or a copy of them.

            Example: checkly-sync state --sync app-to-checkly --as-of 2026-11-23T08:00:00Z -o json
            """
    )

    @Option(help: "The sync's name or id.")
    var sync: String
    @Option(help: "The project; needed if two projects have a sync of that name.")
    var project: String?
    @Option(help: "The moment: a position or an RFC 3339 time.")
    var asOf: AsOf?
    @Flag(help: "Show the values; the log records it before they leave the server.")
    var reveal = false
    @OptionGroup var log: LogOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let state = try await state()
        switch output.format {
        case .json, .yaml: try output.write(state)
        case .table:
            let columns = [
                Column("KEY", "key"), Column("FROM", "sourceKey"), Column("POSITION", "position"),
                reveal ? Column("VALUE", "value") : Column("FINGERPRINT", "fingerprint"),
            ]
            try output.write(state["variables"]?.array ?? [], columns: columns)
        }
    }

    func validate() throws {
        if reveal, log.directory != nil {
            throw ValidationError("Values are shown by a server only, which records it.")
        }
    }

    private func state() async throws -> JSONValue {
        if let directory = log.directory {
            return try OfflineLog(dataDirectory: directory)
                .state(ofSync: sync, project: project, asOf: asOf).answer
        }
        let api = try log.api()
        let id = try await api.syncID(sync, project: project, asOf: asOf)
        if reveal {
            return try await api.revealedState(ofSync: id, asOf: asOf)
        }
        return try await api.state(ofSync: id, asOf: asOf)
    }
}
