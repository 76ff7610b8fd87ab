internal import Projection
internal import SyncModel

/// The syncs that wait after a failed run, and what they wait for.
struct RetrySchedule {
    private static let shortestDelay = Duration.seconds(1)
    private static let longestDelay = Duration.seconds(300)

    private struct Hold {
        var attempt: Int
        var cause: SyncRun.FailureCause
        /// The run that failed; its wait affects no other run.
        var runID: String
        var pending: PendingRun
        var changedAt: Position?
        var configuredAt: Position?
        var connection: Connection
        /// The connections to former destinations.
        var formerConnections: [Connection]
        var requestedAt: Position?
        var removalRequestedAt: Position?
        var isReleased = false
        /// The keys that failed while Checkly accepted others; nil if all may be affected.
        var failing: Set<String>?
    }

    private var holds: [String: Hold] = [:]

    /// Whether a sync must not run now.
    ///
    /// A requested push or removal, an updated connection or sync, and another kind of pending run
    /// end every hold.
    func isHeld(
        _ sync: Sync,
        _ connection: Connection,
        for pending: PendingRun,
        in state: State
    ) -> Bool {
        guard let hold = holds[sync.id], !hold.isReleased, hold.pending == pending,
            hold.connection == connection,
            hold.formerConnections == state.formerConnections(of: sync),
            hold.configuredAt == state.statuses[sync.id]?.configuredAt,
            !isAskedAnew(sync, since: hold, in: state)
        else { return false }
        switch hold.cause {
        case .credentials: return true
        case .passing:
            // Failures of single keys do not delay changes of others.
            return hold.failing == nil || hold.changedAt == state.lastChange(for: sync)
        case .permanent: return hold.changedAt == state.lastChange(for: sync)
        }
    }

    /// Whether a push or a removal was requested after the hold.
    ///
    /// Dropping a plan that failed also clears its request but is not a new one.
    private func isAskedAnew(_ sync: Sync, since hold: Hold, in state: State) -> Bool {
        let status = state.statuses[sync.id]
        func isAnew(_ asked: Position?, _ known: Position?) -> Bool {
            asked != nil && asked != known
        }
        return isAnew(status?.requestedAt, hold.requestedAt)
            || isAnew(status?.removal?.requestedAt, hold.removalRequestedAt)
    }

    /// The number of consecutive failed attempts.
    func attempts(of syncID: String) -> Int {
        holds[syncID]?.attempt ?? 0
    }

    /// Records the end of a run; returns true if a retry is due after its `retryDelay`.
    mutating func record(_ result: SyncRun.Result, of run: SyncRun) -> Bool {
        switch result {
        case .done, .stopped:
            holds[run.sync.id] = nil
            return false
        case .failed(let cause):
            let attempt = (holds[run.sync.id]?.attempt ?? 0) + 1
            let status = run.state.statuses[run.sync.id]
            holds[run.sync.id] = Hold(
                attempt: attempt,
                cause: cause,
                runID: run.id,
                pending: run.pending,
                changedAt: run.state.lastChange(for: run.sync),
                configuredAt: status?.configuredAt,
                connection: run.connection,
                formerConnections: run.state.formerConnections(of: run.sync),
                requestedAt: status?.requestedAt,
                removalRequestedAt: status?.removal?.requestedAt,
                failing: failing(in: run)
            )
            return cause == .passing
        }
    }

    /// The keys that failed alone.
    ///
    /// A run that tried only previously failed keys says nothing new about the others.
    private func failing(in run: SyncRun) -> Set<String>? {
        let tally = run.progress.tally
        if tally.hasOnlyFormerFailed { return [] }
        if tally.passing.isEmpty { return nil }
        let isKnown = holds[run.sync.id]?.failing.map(tally.passing.isSubset) ?? false
        return tally.hasWritten || isKnown ? tally.passing : nil
    }

    /// Ends the hold of a run, unless a later run has replaced it.
    mutating func release(_ syncID: String, after runID: String) {
        guard holds[syncID]?.runID == runID else { return }
        holds[syncID]?.isReleased = true
    }

    /// The delay after an attempt: 1 s after the first, doubling to 5 min, times the jitter.
    static func delay(attempt: Int, jitter: Double) -> Duration {
        let doublings = min(attempt - 1, 9)
        return min(shortestDelay * (1 << doublings), longestDelay) * jitter
    }
}
