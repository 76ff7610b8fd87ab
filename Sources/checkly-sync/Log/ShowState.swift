import ArgumentParser
import SyncModel

struct ShowState: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "state",
        abstract: "Shows which variables a sync wants at Checkly, with fingerprints.",
        discussion: "Example: checkly-sync state --sync app-to-checkly -o json"
    )

    @Option(help: "The sync's name or id.")
    var sync: String
    @Option(help: "The project; needed where two projects have a sync of that name.")
    var project: String?
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let api = try server.api()
        let id = try await api.syncID(sync, project: project)
        let state = try await api.get(AdminAPI.syncs + "/\(id)/state")
        switch output.format {
        case .json, .yaml: output.write(state)
        case .table:
            let columns = [
                Column("KEY", "key"), Column("FROM", "sourceKey"), Column("POSITION", "position"),
                Column("FINGERPRINT", "fingerprint"),
            ]
            output.write(state["variables"]?.array ?? [], columns: columns)
        }
    }
}
