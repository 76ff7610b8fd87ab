package import EventLog
internal import LiveLog
package import Projection
internal import SQLiteStore
package import SyncModel

/// A log read from its files without a server: of a stopped one, beside a running one, or a copy.
package struct OfflineLog: Sendable {
    private let reader: EventReader

    /// Whether a server holds a data directory now.
    package static func isServed(dataDirectory: String) -> Bool {
        AuditedLog.isServed(directory: dataDirectory)
    }

    /// Opens the files of a data directory read-only.
    ///
    /// - Throws: `EventLogError`.
    package init(dataDirectory: String) throws {
        reader = try EventReader.open(directory: dataDirectory)
    }

    /// Which events are asked for.
    package struct Events: Sendable {
        package var query: EventQuery

        /// At most so many events, of those that match.
        package init(limit: Int, type: String? = nil, source: String? = nil, key: String? = nil) {
            query = EventQuery(limit: limit, type: type, source: source, key: key)
        }

        /// How many at most.
        package var limit: Int {
            get { query.limit }
            set { query.limit = newValue }
        }
        /// Only later ones.
        package var after: Position {
            get { query.after }
            set { query.after = newValue }
        }
        /// Only earlier ones.
        package var before: Position? {
            get { query.before }
            set { query.before = newValue }
        }
        /// The newest where there are more than the limit.
        package var isNewest: Bool {
            get { query.isNewest }
            set { query.isNewest = newValue }
        }
    }

    /// The recorded events that are asked for, in the log's order.
    ///
    /// - Throws: `EventLogError`.
    package func recorded(_ events: Events) throws -> [RecordedEvent] {
        try reader.events(events.query)
    }

    /// The last position at a moment.
    ///
    /// - Throws: `LogQuestionError`, `EventLogError`.
    package func position(at moment: AsOf) throws -> Position {
        try reader.known(moment)
    }

    /// The names of the syncs that there are, by id.
    ///
    /// - Throws: `EventLogError`.
    package func syncNames() throws -> [String: String] {
        try state(asOf: nil).syncs.mapValues(\.name)
    }

    /// The state at a moment; that of the log's end where none is given.
    ///
    /// - Throws: `LogQuestionError`, `EventLogError`.
    package func state(asOf moment: AsOf?) throws -> State {
        let end = try moment.map { try reader.known($0) } ?? reader.head()
        var state = try reader.savedState(through: end) ?? State()
        try reader.forEach(after: state.position, through: end) { state.apply($0) }
        return state
    }

    /// The id of a sync of the first state that has it, or of one that events are about, which may be long gone.
    ///
    /// - Throws: `LogQuestionError`, `EventLogError`.
    package func syncID(_ name: String, in states: [State]) throws -> String {
        for state in states {
            if let sync = try sync(name, project: nil, in: state) { return sync.id }
        }
        if try reader.events(EventQuery(limit: 1, sync: name)).isEmpty {
            throw LogQuestionError.noSync(name)
        }
        return name
    }

    /// The sync of a state with this name or id; nil where there is none.
    ///
    /// - Throws: `LogQuestionError.manySyncs` where several projects have one of that name.
    package func sync(
        _ name: String,
        project: String?,
        in state: State
    ) throws(LogQuestionError) -> Sync? {
        let found = state.syncs(called: name, project: project)
        if found.count > 1 { throw LogQuestionError.manySyncs(name) }
        return found.first
    }
}
