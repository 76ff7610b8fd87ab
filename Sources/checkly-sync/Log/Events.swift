import ArgumentParser
import ChecklySyncServer
import SyncModel

struct Events: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows the log, newest last.",
        discussion: """
            With -o json, one event a line. Values are not in it; fingerprints tell same from \
            changed. --follow goes on after the server was away and misses nothing.

            Example: checkly-sync events --after 40 --type secrets.changed --follow -o json
            """
    )

    /// How long `--follow` waits between two looks.
    private static let pause = Duration.seconds(1)
    private static let pageLimit = 1000
    private static let columns = [
        Column("POSITION", "position"), Column("RECORDED", "recordedAt"), Column("TYPE", "type"),
        Column("SOURCE", "source"), Column("ACTOR", "actor", "name"),
        Column("KEY", "data", "key"),
    ]

    @Option(help: "Only what stands behind this position.")
    var after: Int64 = 0
    @Option(help: "Only this type, such as secrets.changed.")
    var type: String?
    @Option(help: "Only what concerns this sync, by name or id.")
    var sync: String?
    @Option(help: "Only what concerns this key.")
    var key: String?
    @Option(help: "Only what this source brought.")
    var source: String?
    @Flag(help: "Go on with what comes, until Ctrl-C.")
    var follow = false
    @OptionGroup var log: LogOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if follow, log.directory != nil {
            throw ValidationError(
                "Files are read as they are: add --server to follow, or leave --follow away."
            )
        }
    }

    func run() async throws {
        if let directory = log.directory { return try showFiles(directory) }
        let api = try log.api()
        var syncID: String?
        if let sync { syncID = try await api.loggedSyncID(sync) }
        var position = after
        var hasBegun = false
        while true {
            let query = [
                ("after", String(position)), ("type", type), ("key", key), ("source", source),
            ]
            let page = try await page(query, syncID, of: api, mayFail: follow && hasBegun)
            guard let answer = page else {
                try await Task.sleep(for: Self.pause)
                continue
            }
            hasBegun = true
            let events = answer["events"]?.array ?? []
            try write(events)
            let last = events.last?["position"]?.integer
            position = answer["next"]?.integer ?? last ?? position
            let isAtEnd = events.isEmpty || answer["next"]?.integer == nil
            if isAtEnd, !follow { return }
            if isAtEnd { try await Task.sleep(for: Self.pause) }
        }
    }

    /// A page of events; nil when the server does not answer and that is no reason to end.
    private func page(
        _ query: [(String, String?)],
        _ syncID: String?,
        of api: AdminAPI,
        mayFail: Bool
    ) async throws -> JSONValue? {
        do {
            return try await api.get("/api/v1/events", query: query, concerning: syncID)
        } catch {
            switch error {
            case .unreachable where mayFail, .refused(503, _) where mayFail: return nil
            default: throw error
            }
        }
    }

    private func showFiles(_ directory: String) throws {
        let files = try OfflineLog(dataDirectory: directory)
        var position = Position(after)
        while true {
            let events =
                try files.events(
                    after: position,
                    limit: Self.pageLimit,
                    type: type,
                    sync: sync,
                    key: key,
                    source: source
                )
                .map(\.answer)
            try write(events)
            guard events.count == Self.pageLimit, let last = events.last?["position"]?.integer
            else { return }
            position = Position(last)
        }
    }

    private func write(_ events: [JSONValue]) throws(CommandError) {
        guard !events.isEmpty else { return }
        switch output.format {
        case .json: for event in events { try tell(event.text) }
        case .table, .yaml: try output.write(events, columns: Self.columns)
        }
    }
}
