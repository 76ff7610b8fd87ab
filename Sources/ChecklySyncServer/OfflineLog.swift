package import Encodings
internal import EventLog
internal import LiveLog
internal import ManagementAPI
internal import Projection
internal import SQLiteStore
package import SyncModel

/// A log read from its files without a server: of a stopped one, beside a running one, or a copy.
///
/// It answers in the forms of the API.
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

    /// What a sync, by name or id, wanted at a moment.
    ///
    /// - Throws: `LogQuestionError`, `EventLogError`.
    package func state(
        ofSync name: String,
        project: String?,
        asOf moment: AsOf?
    ) throws -> CanonicalValue {
        let then = try state(asOf: moment)
        guard let sync = try sync(name, project: project, in: then) else {
            throw LogQuestionError.noSync(name)
        }
        return sync.stateView(in: then)
            .adding(["asOf": then.asOf, "stateHash": .text(stateHash(then))])
    }

    /// How what syncs want differs between two moments.
    ///
    /// - Throws: `LogQuestionError`, `EventLogError`.
    package func diff(
        from start: AsOf,
        to end: AsOf?,
        sync name: String?
    ) throws -> CanonicalValue {
        let (before, after) = (try state(asOf: start), try state(asOf: end))
        let named = try name.map { try syncID($0, in: [try state(asOf: nil), after, before]) }
        return StateDifference(from: before, to: after, syncID: named).view
    }

    /// Which events are asked for.
    package struct Events: Sendable {
        var query: EventQuery

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

    /// Lets events be of one sync, by name or id, with the changes that it is pushed for.
    ///
    /// - Throws: `LogQuestionError`, `EventLogError`.
    package func limit(_ events: Events, toSync name: String) throws -> Events {
        let now = try state(asOf: nil)
        var limited = events
        let id = try syncID(name, in: [now])
        limited.query.sync = id
        limited.query.causes = now.isCause(for: id)
        return limited
    }

    /// The events that are asked for, in the log's order.
    ///
    /// - Throws: `EventLogError`.
    package func events(_ events: Events) throws -> [CanonicalValue] {
        try reader.events(events.query).map(\.view)
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

    func state(asOf moment: AsOf?) throws -> State {
        let end = try moment.map { try reader.known($0) } ?? reader.head()
        var state = try reader.savedState(through: end) ?? State()
        try reader.forEach(after: state.position, through: end) { state.apply($0) }
        return state
    }

    /// The id of a sync of the first state that has it, or of one that events are about, which may be long gone.
    private func syncID(_ name: String, in states: [State]) throws -> String {
        for state in states {
            if let sync = try sync(name, project: nil, in: state) { return sync.id }
        }
        if try reader.events(EventQuery(limit: 1, sync: name)).isEmpty {
            throw LogQuestionError.noSync(name)
        }
        return name
    }

    private func sync(_ name: String, project: String?, in state: State) throws -> Sync? {
        let found = state.syncs(called: name, project: project)
        if found.count > 1 { throw LogQuestionError.manySyncs(name) }
        return found.first
    }
}
