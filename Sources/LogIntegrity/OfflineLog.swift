package import EventLog
internal import LiveLog
package import Projection
internal import SQLiteStore
package import SyncModel

/// A log read from its files, without its server: it may be stopped or running, or the files a
/// copy.
package struct OfflineLog: Sendable {
    private let reader: EventReader

    /// Whether a server holds a data directory at the moment.
    package static func isServed(dataDirectory: String) -> Bool {
        AuditedLog.isServed(directory: dataDirectory)
    }

    /// Opens the files of a data directory read-only.
    ///
    /// - Throws: `EventLogError`.
    package init(dataDirectory: String) throws {
        reader = try EventReader.open(directory: dataDirectory)
    }

    /// A selection of events.
    package struct Events: Sendable {
        /// The conditions as the log evaluates them.
        package var query: EventQuery

        /// Selects up to `limit` events that meet all given conditions.
        package init(limit: Int, type: String? = nil, source: String? = nil, key: String? = nil) {
            query = EventQuery(limit: limit, type: type, source: source, key: key)
        }

        /// The maximum number of events.
        package var limit: Int {
            get { query.limit }
            set { query.limit = newValue }
        }
        /// Only events after this position.
        package var after: Position {
            get { query.after }
            set { query.after = newValue }
        }
        /// Only events before this position; nil for no bound.
        package var before: Position? {
            get { query.before }
            set { query.before = newValue }
        }
        /// Whether to read the newest events if more than `limit` match.
        package var isNewest: Bool {
            get { query.isNewest }
            set { query.isNewest = newValue }
        }
    }

    /// The selected events in log order.
    ///
    /// - Throws: `EventLogError`.
    package func recorded(_ events: Events) throws -> [RecordedEvent] {
        try reader.events(events.query)
    }

    /// The position that `moment` refers to.
    ///
    /// - Throws: `LogQuestionError`, `EventLogError`.
    package func position(at moment: AsOf) throws -> Position {
        try reader.known(moment)
    }

    /// The names of all current syncs, by id.
    ///
    /// - Throws: `EventLogError`.
    package func syncNames() throws -> [String: String] {
        try state(asOf: nil).syncs.mapValues(\.name)
    }

    /// The state as of `moment`, or at the end of the log.
    ///
    /// - Throws: `LogQuestionError`, `EventLogError`.
    package func state(asOf moment: AsOf?) throws -> State {
        let end = try moment.map { try reader.known($0) } ?? reader.head()
        var state = try reader.savedState(through: end) ?? State()
        try reader.forEach(after: state.position, through: end) { state.apply($0) }
        return state
    }

    /// The id of a sync in the first state that has it, or of a deleted one that events are about.
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

    /// The sync with this name or id in a state; nil if there is none.
    ///
    /// - Throws: `LogQuestionError.manySyncs` if several projects have a sync of that name.
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
