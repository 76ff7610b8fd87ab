package import EventLog
package import LiveLog
internal import Projection
package import SyncModel

/// A push that somebody waits for, requested of a sync at a position.
package struct AwaitedPush {
    /// The number of finished runs to read at once.
    private static let pageLimit = 100

    private let syncID: String
    private let position: Position
    /// The last finished run that was examined.
    private var seen: Position

    /// Waits for a run that began after the position.
    package init(_ syncID: String, askedFor position: Position) {
        self.syncID = syncID
        self.position = position
        seen = position
    }

    /// Whether the push is over.
    ///
    /// It also is if a run that began after the request failed, and if there is nothing to push.
    package mutating func hasEnded(_ state: CurrentState, _ reader: EventReader) -> Bool {
        let isSettled = state.read { state in
            guard let sync = state.syncs[syncID], let status = state.statuses[syncID],
                state.pendingRun(of: sync) != nil
            else { return true }
            return (status.pushedThrough ?? .beforeFirst) >= position
        }
        return isSettled || hasFailed(reader)
    }

    /// A run that was open at the request also finishes, but tells nothing about the request.
    private mutating func hasFailed(_ reader: EventReader) -> Bool {
        var query = EventQuery(
            after: seen,
            limit: Self.pageLimit,
            type: "push.finished",
            sync: syncID
        )
        while let ends = try? reader.events(query), let last = ends.last {
            seen = last.position
            query.after = seen
            if ends.contains(where: isAnswer) { return true }
        }
        return false
    }

    private func isAnswer(_ event: RecordedEvent) -> Bool {
        guard case .push(.finished(let run, .failed(let problem, _))) = event.body else {
            return false
        }
        return run.through >= position && problem.code != PushProblem.interrupted
    }
}
