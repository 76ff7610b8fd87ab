import AdminClient
internal import Encodings
import ArgumentParser
import SyncModel

/// Deliveries and what followed from them.
struct Deliveries: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows deliveries, what each led to, and the refused ones.",
        discussion: "Example: checkly-sync deliveries --refused",
        subcommands: [ListDeliveries.self, GetDelivery.self, ResendDelivery.self],
        defaultSubcommand: ListDeliveries.self
    )
}

struct ListDeliveries: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists deliveries, newest last.",
        discussion: """
            Without --after the newest are listed. Repetitions of a delivery are answered and not \
            recorded, so each stands here once.

            Example: checkly-sync deliveries list --source kms --answer malformed
            """
    )

    private static let columns = [
        Column("POSITION", "position"), Column("RECEIVED", "receivedAt"), Column("ID", "id"),
        Column("SOURCE", "source"), Column("FROM", "remoteAddress", isDispensable: true),
        Column("ANSWER", "answer"), Column("SECRET", "secretId", isDispensable: true),
    ]
    private static let refusedColumns = [
        Column("ID", "id"), Column("RECEIVED", "receivedAt"), Column("SOURCE", "source"),
        Column("FROM", "remoteAddress", isDispensable: true), Column("STEP", "step"),
        Column("REASON", "code"),
        Column("MESSAGE", "message"),
    ]

    @Flag(help: "Those that were answered 401, with the step that failed.")
    var refused = false
    @Option(help: "Only deliveries to this source.")
    var source: String?
    @Option(help: "Only deliveries with this answer: recorded, ignored, malformed or refused.")
    var answer: String?
    @Option(help: "Only deliveries after this position.")
    var after: Int64?
    @Option(help: "How many at most, up to 1000.")
    var limit = 50
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let isRefused = refused || answer == "refused"
        let found = try await server.api()
            .deliveries([
                ("limit", String(limit)), ("source", source), ("answer", answer),
                ("refused", refused ? "true" : nil), ("after", after.map(String.init)),
                ("newest", after == nil ? "true" : nil),
            ])
        let columns = isRefused ? Self.refusedColumns : Self.columns
        try output.write(found, columns: columns)
    }
}

struct GetDelivery: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get",
        abstract: "Shows one delivery's trail: its events, the runs and each write at Checkly.",
        discussion: "Example: checkly-sync deliveries get evt-0001"
    )

    @Argument(help: "The delivery's id, or the position of one of its events.")
    var delivery: String
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let found = try await server.api().delivery(delivery)
        switch output.format {
        case .table where found["events"] != nil: try printData(TrailText(found).text)
        case .table, .json, .yaml: try output.write(found)
        }
    }
}
