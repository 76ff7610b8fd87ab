import AdminClient
internal import Encodings
import LogIntegrity
import ChecklySyncServer
import SyncModel

/// The events that a command shows.
struct EventFilter: Sendable {
    var type: String?
    /// A sync's id, or its name if files are read.
    var sync: String?
    var key: String?
    var source: String?
    /// Only events recorded after this time.
    var since: AsOf?
}

/// A page of events in log order.
struct EventPage {
    let events: [JSONValue]
    /// The position to continue after; nil at the log's end.
    let next: Int64?
}

/// Where a command reads events: from a server or from a server's files.
protocol EventPages {
    /// The next events after a position.
    func events(after position: Int64, limit: Int) async throws -> EventPage
    /// The newest events, up to a position.
    func newest(_ limit: Int, through position: Int64) async throws -> [JSONValue]
    /// The position of the newest event of any kind.
    func head() async throws -> Int64
    /// The names of syncs by id.
    func syncNames() async throws -> [String: String]
}

/// The log of a running server.
struct ServerEvents: EventPages {
    let api: AdminAPI
    let filter: EventFilter

    func events(after position: Int64, limit: Int) async throws -> EventPage {
        let answer = try await ask([("after", String(position)), ("limit", String(limit))])
        let events = answer["events"]?.array ?? []
        return EventPage(events: events, next: answer["next"]?.integer)
    }

    func newest(_ limit: Int, through position: Int64) async throws -> [JSONValue] {
        let answer = try await ask([
            ("before", String(position + 1)), ("limit", String(limit)), ("newest", "true"),
        ])
        return answer["events"]?.array ?? []
    }

    func head() async throws -> Int64 {
        let answer = try await api.events([("limit", "1"), ("newest", "true")])
        return answer["events"]?.array?.last?["position"]?.integer ?? 0
    }

    func syncNames() async throws -> [String: String] {
        let state = try await api.state()
        let pairs = (state["syncs"]?.array ?? [])
            .compactMap { entry -> (String, String)? in
                guard let id = entry["sync"]?["id"]?.string,
                    let name = entry["sync"]?["name"]?.string
                else { return nil }
                return (id, name)
            }
        return Dictionary(pairs) { first, _ in first }
    }

    private func ask(_ page: [(String, String?)]) async throws(AdminClientError) -> JSONValue {
        let query = [
            ("type", filter.type), ("key", filter.key), ("source", filter.source),
            ("since", filter.since?.argument), ("causes", filter.sync == nil ? nil : "true"),
        ]
        return try await api.events(page + query, ofSync: filter.sync)
    }
}

/// The log of a data directory, or of a copy of one.
struct FileEvents: EventPages {
    private let files: OfflineLog
    /// The conditions, apart from the position.
    private let asked: OfflineLog.Events
    private let since: Int64

    init(directory: String, filter: EventFilter) throws {
        let files = try OfflineLog(dataDirectory: directory)
        let events = OfflineLog.Events(
            limit: 1,
            type: filter.type,
            source: filter.source,
            key: filter.key
        )
        asked = try filter.sync.map { try files.limit(events, toSync: $0) } ?? events
        since = try filter.since.map { try files.position(at: $0).number } ?? 0
        self.files = files
    }

    func events(after position: Int64, limit: Int) throws -> EventPage {
        var asked = self.asked
        asked.limit = limit
        asked.after = Position(max(position, since))
        let events = try files.events(asked).map(\.answer)
        let next = events.count == limit ? events.last?["position"]?.integer : nil
        return EventPage(events: events, next: next)
    }

    func newest(_ limit: Int, through position: Int64) throws -> [JSONValue] {
        var asked = self.asked
        asked.limit = limit
        asked.after = Position(since)
        asked.before = Position(position + 1)
        asked.isNewest = true
        return try files.events(asked).map(\.answer)
    }

    func head() throws -> Int64 {
        var asked = OfflineLog.Events(limit: 1)
        asked.isNewest = true
        return try files.events(asked).last?.answer["position"]?.integer ?? 0
    }

    func syncNames() throws -> [String: String] { try files.syncNames() }
}
