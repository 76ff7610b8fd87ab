internal import Projection
internal import SyncModel

/// Which syncs wait after a failed run, and for what.
struct RetrySchedule {
    private static let shortestDelay = Duration.seconds(1)
    private static let longestDelay = Duration.seconds(300)

    private struct Hold {
        var attempt: Int
        var cause: SyncRun.FailureCause
        /// The run that failed; what it waits for concerns no other.
        var runID: String
        var waiting: PendingRun
        var changedAt: Position?
        var configuredAt: Position?
        var connection: Connection
        /// Those that lead to former destinations.
        var formerConnections: [Connection]
        var requestedAt: Position?
        var isReleased = false
        /// The keys that alone failed while Checkly took others; nil where all of it may be in trouble.
        var failing: Set<String>?
    }

    private var holds: [String: Hold] = [:]

    /// Whether a sync must not run now.
    ///
    /// A push asked for by hand, an updated connection or sync, and a wish of another kind end
    /// every hold.
    func isHeld(
        _ sync: Sync,
        _ connection: Connection,
        for waiting: PendingRun,
        in state: State
    ) -> Bool {
        guard let hold = holds[sync.id], !hold.isReleased, hold.waiting == waiting,
            hold.connection == connection,
            hold.formerConnections == state.formerConnections(of: sync),
            hold.configuredAt == state.statuses[sync.id]?.configuredAt,
            !isAskedAnew(sync, since: hold, in: state)
        else { return false }
        switch hold.cause {
        case .credentials: return true
        case .passing:
            // What only single keys suffer from keeps no change of another waiting.
            return hold.failing == nil || hold.changedAt == state.lastChange(for: sync)
        case .permanent: return hold.changedAt == state.lastChange(for: sync)
        }
    }

    /// That a plan could not be carried out ends its request, and is no new one.
    private func isAskedAnew(_ sync: Sync, since hold: Hold, in state: State) -> Bool {
        guard let requestedAt = state.statuses[sync.id]?.requestedAt else { return false }
        return requestedAt != hold.requestedAt
    }

    /// How many tries have failed one after the other.
    func attempts(of syncID: String) -> Int {
        holds[syncID]?.attempt ?? 0
    }

    /// Takes note of how a run ended; true when another one is due after its `retryDelay`.
    mutating func record(_ result: SyncRun.Result, of job: SyncRun) -> Bool {
        switch result {
        case .done, .stopped:
            holds[job.sync.id] = nil
            return false
        case .failed(let cause):
            let attempt = (holds[job.sync.id]?.attempt ?? 0) + 1
            let status = job.state.statuses[job.sync.id]
            holds[job.sync.id] = Hold(
                attempt: attempt,
                cause: cause,
                runID: job.id,
                waiting: job.waiting,
                changedAt: job.state.lastChange(for: job.sync),
                configuredAt: status?.configuredAt,
                connection: job.connection,
                formerConnections: job.state.formerConnections(of: job.sync),
                requestedAt: status?.requestedAt,
                failing: failing(in: job)
            )
            return cause == .passing
        }
    }

    /// A run that tried only what failed before says nothing new about the others.
    private func failing(in job: SyncRun) -> Set<String>? {
        let tally = job.progress.tally
        if tally.hasOnlyFormerFailed { return [] }
        if tally.passing.isEmpty { return nil }
        let isKnown = holds[job.sync.id]?.failing.map(tally.passing.isSubset) ?? false
        return tally.hasWritten || isKnown ? tally.passing : nil
    }

    /// Ends the hold that a run left behind, unless a later run left another.
    mutating func release(_ syncID: String, after runID: String) {
        guard holds[syncID]?.runID == runID else { return }
        holds[syncID]?.isReleased = true
    }

    /// 1 s for the first attempt, doubling to 5 min, times the jitter.
    static func delay(attempt: Int, jitter: Double) -> Duration {
        let doublings = min(attempt - 1, 9)
        return min(shortestDelay * (1 << doublings), longestDelay) * jitter
    }
}
