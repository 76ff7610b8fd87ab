package import Encodings
internal import EventLog
internal import LiveLog
internal import LogModels
internal import Projection
internal import ReadModels
package import SyncModel

/// Reading a log's files, with answers in the forms of the API.
extension OfflineLog {
    /// What a sync, by name or id, desired at a moment.
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
        return sync.stateJSON(in: then)
            .adding(["asOf": then.asOf, "stateHash": .text(stateHash(then))])
    }

    /// The differences between what syncs desire at two moments.
    ///
    /// - Throws: `LogQuestionError`, `EventLogError`.
    package func diff(
        from start: AsOf,
        to end: AsOf?,
        sync name: String?
    ) throws -> CanonicalValue {
        let (before, after) = (try state(asOf: start), try state(asOf: end))
        let named = try name.map { try syncID($0, in: [try state(asOf: nil), after, before]) }
        return StateDifference(from: before, to: after, syncID: named).json
    }

    /// Restricts events to those of one sync, by name or id, and the changes that its pushes carry
    /// out.
    ///
    /// - Throws: `LogQuestionError`, `EventLogError`.
    package func limit(_ events: Events, toSync name: String) throws -> Events {
        let now = try state(asOf: nil)
        var limited = events
        let id = try syncID(name, in: [now])
        limited.query.sync = id
        limited.query.causes = EventCauses(of: id, in: now)
        return limited
    }

    /// The selected events, in log order.
    ///
    /// - Throws: `EventLogError`.
    package func events(_ events: Events) throws -> [CanonicalValue] {
        try recorded(events).map(\.json)
    }
}
