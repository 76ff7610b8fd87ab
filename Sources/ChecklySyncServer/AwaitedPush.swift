internal import EventLog
internal import LiveLog
internal import Projection
internal import SyncModel

/// A push that somebody waits for: what was asked of a sync at a position.
struct AwaitedPush {
    /// How many ends of runs are read at once.
    private static let pageLimit = 100

    private let syncID: String
    private let position: Position
    /// The last end of a run that was looked at.
    private var seen: Position

    init(_ syncID: String, askedFor position: Position) {
        self.syncID = syncID
        self.position = position
        seen = position
    }

    /// Whether it has come to an end; a failed run that began after the asking is one, and so is that there is nothing to
    /// run for.
    mutating func hasEnded(_ state: CurrentState, _ reader: EventReader) -> Bool {
        let isSettled = state.read { state in
            guard let sync = state.syncs[syncID], let status = state.statuses[syncID],
                state.pendingRun(of: sync) != nil
            else { return true }
            return (status.pushedThrough ?? .beforeFirst) >= position
        }
        return isSettled || hasFailed(reader)
    }

    /// A run that was under way already ends too, and says nothing about what was asked for since.
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
