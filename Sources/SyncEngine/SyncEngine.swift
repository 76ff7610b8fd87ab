package import ChecklyClient
package import EventLog
package import LiveState
package import Logging
internal import Projection
package import SecretSealing
package import SyncModel

/// Follows the log and brings every sync that needs it to its destination.
///
/// One run at a time for an account, so two syncs never race for its variables; accounts do not
/// wait for one another.
/// A sync whose last run failed for a passing reason is tried again from 1 s, doubling to 5 min,
/// with jitter.
package actor SyncEngine {
    private let log: EventLog
    private let state: LiveState
    private let sealer: SecretSealer
    private let makeClient: @Sendable (_ apiKey: SecretValue) -> ChecklyClient
    private let makeRunID: @Sendable () -> String
    private let clock: any Clock<Duration>
    private let logger: Logger

    private var busyAccounts: Set<String> = []
    /// When each sync last had its turn, counted in runs.
    private var turns: [String: Int] = [:]
    private var turn = 0
    private var retries = RetrySchedule()
    /// Followed from the start, so that an end of the state before `run()` is not missed.
    private let changes: AsyncStream<Position>
    private let wakeups: AsyncStream<Void>
    private let wakeup: AsyncStream<Void>.Continuation

    package init(
        log: EventLog,
        state: LiveState,
        sealer: SecretSealer,
        makeClient: @escaping @Sendable (_ apiKey: SecretValue) -> ChecklyClient,
        makeRunID: @escaping @Sendable () -> String,
        clock: any Clock<Duration>,
        logger: Logger
    ) {
        self.log = log
        self.state = state
        self.sealer = sealer
        self.makeClient = makeClient
        self.makeRunID = makeRunID
        self.clock = clock
        self.logger = logger
        changes = state.changes()
        (wakeups, wakeup) = AsyncStream.makeStream(
            of: Void.self,
            bufferingPolicy: .bufferingNewest(1)
        )
    }

    /// Works until the live state's changes end; runs under way then stop between two writes and
    /// are taken up at the next start.
    package func run() async {
        let stop = StopSignal()
        wakeup.yield()
        await withDiscardingTaskGroup { group in
            group.addTask { await self.forwardChanges(stop: stop) }
            for await _ in wakeups {
                startWaitingRuns(in: &group, stop: stop)
            }
            // What waits for its budget or a next try must not begin any more; a request under way
            // is carried to its end.
            group.cancelAll()
        }
    }

    private func forwardChanges(stop: StopSignal) async {
        for await _ in changes { wakeup.yield() }
        stop.raise()
        wakeup.finish()
    }

    private func startWaitingRuns(in group: inout DiscardingTaskGroup, stop: StopSignal) {
        // A copy of the state makes the next commit copy what it changes, so it is taken only for a run.
        guard state.read({ now in now.syncs.values.contains { now.waitingRun(of: $0) != nil } })
        else { return }
        let now = state.current
        for sync in now.syncs.values.sorted(by: isBefore) {
            guard !stop.isRaised, !busyAccounts.contains(sync.destination.accountID),
                let waiting = now.waitingRun(of: sync),
                let connection = now.connections[sync.connectionID],
                !retries.isHeld(sync, connection, for: waiting, in: now)
            else { continue }
            busyAccounts.insert(sync.destination.accountID)
            turn += 1
            turns[sync.id] = turn
            let job = SyncRun(
                id: makeRunID(),
                sync: sync,
                connection: connection,
                waiting: waiting,
                state: now,
                log: log,
                sealer: sealer,
                makeClient: makeClient,
                stop: stop,
                logger: logger
            )
            group.addTask { await self.carryOut(job) }
        }
    }

    /// Who waited longest comes first, so that a busy sync does not keep the others of its account
    /// waiting.
    private func isBefore(_ a: Sync, _ b: Sync) -> Bool {
        (turns[a.id] ?? 0, a.id) < (turns[b.id] ?? 0, b.id)
    }

    private func carryOut(_ job: SyncRun) async {
        let result = await job.execute()
        busyAccounts.remove(job.sync.destination.accountID)
        let attempt = retries.record(result, of: job)
        wakeup.yield()
        guard let attempt else { return }
        let delay = RetrySchedule.delay(attempt: attempt, jitter: .random(in: 0.5...1))
        logger.warning(
            "push failed",
            metadata: ["sync": "\(job.sync.name)", "next-try": "\(delay)"]
        )
        // The end of the engine cancels this wait.
        try? await clock.sleep(for: delay)
        retries.release(job.sync.id, after: job.id)
        wakeup.yield()
    }
}
