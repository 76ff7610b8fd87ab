internal import EventLog
internal import LiveState
internal import ManagementAPI
internal import Projection
package import SyncModel

/// A log read from its files without a server: of a stopped one, beside a running one, or a copy.
///
/// It answers in the forms of the API.
package struct OfflineLog: Sendable {
    private let reader: EventReader

    /// Opens the files of a data directory read-only.
    ///
    /// - Throws: `EventLogError`.
    package init(dataDirectory: String) throws {
        reader = try EventReader.open(directory: dataDirectory)
    }

    /// What a sync, by name or id, wanted at a moment, or nil where there was none.
    package func state(
        ofSync name: String,
        project: String?,
        asOf moment: Moment?
    ) throws -> CanonicalValue? {
        let then = try state(asOf: moment)
        return sync(name, project: project, in: then)?.stateView(in: then)
            .adding(["asOf": then.asOf, "stateHash": .text(stateHash(then))])
    }

    /// How what syncs want differs between two moments.
    package func diff(
        from start: Moment,
        to end: Moment?,
        sync name: String?
    ) throws -> CanonicalValue {
        let (before, after) = (try state(asOf: start), try state(asOf: end))
        let named = name.map {
            sync($0, project: nil, in: after)?.id ?? sync($0, project: nil, in: before)?.id ?? $0
        }
        return StateDifference(from: before, to: after, syncID: named).view
    }

    /// The events after a position, at most `limit`.
    package func events(
        after position: Position,
        limit: Int,
        type: String?,
        sync name: String?,
        key: String?,
        source: String? = nil
    ) throws -> [CanonicalValue] {
        let syncID = try name.map {
            sync($0, project: nil, in: try state(asOf: nil))?.id ?? $0
        }
        return
            try reader.events(
                EventQuery(
                    after: position,
                    limit: limit,
                    type: type,
                    source: source,
                    sync: syncID,
                    key: key
                )
            )
            .map(\.view)
    }

    func state(asOf moment: Moment?) throws(EventLogError) -> State {
        let end = try reader.position(of: moment ?? .position(Position(.max)))
        var state = try reader.savedState(through: end) ?? State()
        try reader.forEach(after: state.position, through: end) { state.apply($0) }
        return state
    }

    private func sync(_ name: String, project: String?, in state: State) -> Sync? {
        state.syncs[name]
            ?? state.syncs.values.sorted { $0.id < $1.id }
            .first { $0.name == name && (project == nil || $0.folder.projectID == project) }
    }
}
