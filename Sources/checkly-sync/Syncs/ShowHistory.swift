import AdminClient
internal import Encodings
import ArgumentParser
import SyncModel

struct ShowHistory: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract:
            "Shows changes of a sync's desired variables, and pushes, with deliveries.",
        discussion: "Example: checkly-sync syncs history app-to-checkly --key API_KEY"
    )

    @OptionGroup var sync: SyncReference
    @Option(help: "Only events about this key.")
    var key: String?
    @Option(help: "Only events after this position.")
    var after: Int64 = 0
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let api = try server.api()
        let id = try await sync.id(api)
        var entries: [JSONValue] = []
        var position: Int64? = after
        while let start = position {
            let answer = try await api.history(ofSync: id, after: start, key: key)
            entries += answer["history"]?.array ?? []
            position = answer["next"]?.integer
        }
        switch output.format {
        case .json: for entry in entries { try printData(entry.text) }
        case .yaml: try printData(YAML.text(of: .array(entries)))
        case .table:
            let titles = ["POSITION", "RECORDED", "TYPE", "KEYS", "DELIVERY", "ACTOR"]
            try printData(Table(titles: titles, rows: entries.map(Self.row)).text)
        }
    }

    private static func row(_ entry: JSONValue) -> [String] {
        let changed = (entry["changes"]?.array ?? []).compactMap { $0["key"]?.cell }
        let late = (entry["superseded"]?.array ?? []).map { "\($0.cell) (superseded)" }
        let named = changed + late
        let keys = named.isEmpty ? [entry["data"]?["key"]?.cell ?? "–"] : named
        return [
            entry["position"]?.cell ?? "–", entry["recordedAt"]?.cell ?? "–",
            entry["type"]?.cell ?? "–", keys.joined(separator: " "),
            entry["deliveryId"]?.cell ?? "–", entry["actor"]?["name"]?.cell ?? "–",
        ]
    }
}
