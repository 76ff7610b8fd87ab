import AdminClient
internal import Encodings
import ArgumentParser
import FoundationEssentials
import SyncModel

struct Events: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows the log, newest last.",
        discussion: """
            With -o json, one event a line. Values are not in it; fingerprints tell same from \
            changed. With --sync, the changes that the sync was pushed for are shown too. --follow \
            shows what comes from now on, or from --after, --since or --tail on; it goes on after \
            the server was away and misses nothing.

            Example: checkly-sync events --since 1h --type secrets.changed
            Example: checkly-sync events --sync app-to-checkly --tail 20 --follow
            """
    )

    /// How long `--follow` waits between two requests.
    private static let pause = Duration.seconds(1)
    private static let pageLimit = 1000

    @Option(help: "Only events after this position.")
    var after: Int64?
    @Option(help: "Only events later than this: an age such as 90s, 30m, 1h or 7d, or a time.")
    var since: Since?
    @Option(help: "Only the newest so many.")
    var tail: Int?
    @Option(help: "Only so many.")
    var limit: Int?
    @Option(help: "Only this type, such as secrets.changed.")
    var type: String?
    @Option(help: "Only events about this sync, by name or id.", completion: .syncNames)
    var sync: String?
    @Option(help: "Only events about this key.")
    var key: String?
    @Option(help: "Only events from this source.", completion: .sourceNames)
    var source: String?
    @Flag(help: "Continue with new events, until Ctrl-C.")
    var follow = false
    @OptionGroup var log: LogOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if follow, log.directory != nil {
            throw ValidationError(
                "Files are read as they are: add --server to follow, or leave --follow away."
            )
        }
        if tail != nil, limit != nil || after != nil {
            throw ValidationError("Give --tail, or --after and --limit, not both.")
        }
        if (tail ?? 1) < 1 || (limit ?? 1) < 1 {
            throw ValidationError("--tail and --limit take a number above 0.")
        }
    }

    func run() async throws {
        let pages = try await pages()
        var writer = EventWriter(output: output, pages: pages)
        var position = after ?? 0
        if let tail {
            position = try await pages.head()
            try await writer.write(try await newest(tail, through: position, of: pages))
        } else if follow, after == nil, since == nil {
            position = try await pages.head()
        }
        if tail == nil || follow { try await go(on: position, pages, &writer) }
        try await writer.finish()
    }

    private func pages() async throws -> any EventPages {
        var filter = EventFilter(
            type: type,
            sync: sync,
            key: key,
            source: source,
            since: since?.moment
        )
        if let directory = log.directory {
            return try FileEvents(directory: directory, filter: filter)
        }
        let api = try log.api()
        if let sync { filter.sync = try await api.loggedSyncID(sync) }
        return ServerEvents(api: api, filter: filter)
    }

    /// The newest events, read from the end backwards.
    private func newest(
        _ count: Int,
        through end: Int64,
        of pages: any EventPages
    ) async throws -> [JSONValue] {
        var found: [JSONValue] = []
        var end = end
        while found.count < count {
            let wanted = min(count - found.count, Self.pageLimit)
            let page = try await pages.newest(wanted, through: end)
            found = page + found
            // Pages may be short, since events can be large.
            guard let first = page.first?["position"]?.integer else { break }
            end = first - 1
        }
        return found
    }

    private func go(
        on start: Int64,
        _ pages: any EventPages,
        _ writer: inout EventWriter
    ) async throws {
        var (position, rest, hasBegun) = (start, limit ?? .max, tail != nil)
        while rest > 0 {
            let wanted = min(rest, Self.pageLimit)
            let answer = try await page(after: position, wanted, of: pages, mayFail: hasBegun)
            guard let found = answer else {
                try await wait()
                continue
            }
            hasBegun = true
            let events = found.events.prefix(rest)
            try await writer.write(Array(events))
            rest -= events.count
            position = found.next ?? events.last?["position"]?.integer ?? position
            if found.next != nil { continue }
            if !follow { return }
            try await wait()
        }
    }

    private func wait() async throws {
        StandardOutput.endWithoutReader()
        try await Task.sleep(for: Self.pause)
    }

    /// A page of events; nil if the server does not answer and that is no reason to stop.
    private func page(
        after position: Int64,
        _ limit: Int,
        of pages: any EventPages,
        mayFail: Bool
    ) async throws -> EventPage? {
        do {
            return try await pages.events(after: position, limit: limit)
        } catch let error as AdminClientError {
            switch error {
            case .unreachable where follow && mayFail, .refused(503, _) where follow && mayFail:
                return nil
            default: throw error
            }
        }
    }
}

/// Writes events as they arrive, in the requested format.
private struct EventWriter {
    let output: OutputOptions
    let pages: any EventPages
    private var table: EventTable?

    init(output: OutputOptions, pages: any EventPages) {
        self.output = output
        self.pages = pages
    }

    mutating func write(_ events: [JSONValue]) async throws {
        if events.isEmpty { return }
        switch output.format {
        case .json: try printData(events.map(\.text).joined(separator: "\n"))
        case .yaml: try printData(YAML.text(of: .array(events)))
        case .table: try await writeTable(events)
        }
    }

    /// A table has its header even if nothing was found.
    mutating func finish() async throws {
        if output.format == .table, table == nil { try await writeTable([]) }
    }

    private mutating func writeTable(_ events: [JSONValue]) async throws {
        var table: EventTable
        if let known = self.table {
            table = known
        } else {
            let names = events.isEmpty ? [:] : try await pages.syncNames()
            table = EventTable(width: StandardOutput.width, names: names)
        }
        let lines = table.lines(of: events)
        self.table = table
        if !lines.isEmpty { try printData(lines.joined(separator: "\n")) }
    }
}

/// An age before now, or a time.
struct Since: ExpressibleByArgument {
    let moment: AsOf

    init?(argument: String) {
        self.init(argument, now: SignedDelivery.now)
    }

    init?(_ text: String, now: Timestamp) {
        if let time = Timestamp(rfc3339: text) {
            moment = .time(time)
            return
        }
        let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        guard let unit = text.last.flatMap({ units[$0] }), let count = Int64(text.dropLast()),
            (0...1_000_000).contains(count)
        else { return nil }
        moment = .time(Timestamp(microseconds: now.microseconds - count * unit * 1_000_000))
    }
}
