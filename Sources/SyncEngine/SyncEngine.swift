internal import Encodings
package import ChecklyClient
package import EventLog
package import LiveLog
package import Logging
internal import Projection
package import Reconciliation
package import SecretSealing
package import SyncModel

/// Follows the log and pushes every sync that needs it.
///
/// Only one run at a time uses an account, so syncs never race for its variables; accounts are
/// independent. After a transient failure, a sync is retried after 1 s, doubling to 5 min, with
/// jitter. At every reconcile interval, each destination is compared with what was written there.
package actor SyncEngine {
    /// The number of threads for runs.
    private static let threadCount = 2

    private let log: EventLog
    private let state: CurrentState
    private let sealer: SecretSealer
    private let makeClient: @Sendable (_ apiKey: SecretValue) -> ChecklyClient
    private let makeRunID: @Sendable () -> String
    private let settings: Settings
    private let now: @Sendable () -> Timestamp
    private let clock: any Clock<Duration>
    /// Returns numbers from 0 to 1.
    private let jitter: @Sendable () -> Double
    private let logger: Logger

    private let listings = ListingCache()
    private let streaks = FailureStreaks()
    private let history: PastStates
    /// The threads that plan and carry out runs; only runs wait for the log here.
    private let threads = LogThreads(count: threadCount, label: "sync-engine")
    private var busyAccounts: Set<String> = []
    /// Syncs that may have to run; others need no check.
    private var candidates: Set<String>
    /// Syncs whose destination is due for comparison, with the due time.
    private var unchecked: [String: Timestamp] = [:]
    /// Syncs whose destination was found to differ.
    private var drifted: Set<String> = []
    /// The turn in which each sync last ran.
    private var turns: [String: Int] = [:]
    private var turn = 0
    private var retries = RetrySchedule()
    /// The maximum number of plans made at once; each may list whole accounts.
    private static let planLimit = 8
    private var openPlans = 0
    /// Subscribed at creation, so that changes before `run()` are not missed.
    private let changes: AsyncStream<Position>
    private let wakeups: AsyncStream<Void>
    private let wakeup: AsyncStream<Void>.Continuation
    /// The progress of all open runs.
    package nonisolated let activity = OpenRuns()

    /// Makes an engine that is ready to run.
    ///
    /// `jitter` returns numbers from 0 to 1, which spread comparisons and retries.
    package init(
        log: EventLog,
        state: CurrentState,
        sealer: SecretSealer,
        makeClient: @escaping @Sendable (_ apiKey: SecretValue) -> ChecklyClient,
        makeRunID: @escaping @Sendable () -> String,
        settings: Settings = Settings(),
        now: @escaping @Sendable () -> Timestamp,
        clock: any Clock<Duration>,
        jitter: @escaping @Sendable () -> Double,
        logger: Logger
    ) {
        self.log = log
        self.state = state
        self.sealer = sealer
        self.makeClient = makeClient
        self.makeRunID = makeRunID
        self.settings = settings
        self.now = now
        self.clock = clock
        self.jitter = jitter
        self.logger = logger
        history = PastStates(scans: log.ownScans)
        candidates = state.read { Set($0.syncs.keys) }
        changes = state.changes(of: .affectedSyncs)
        (wakeups, wakeup) = AsyncStream.makeStream(
            of: Void.self,
            bufferingPolicy: .bufferingNewest(1)
        )
    }

    /// Works until the state's changes end.
    ///
    /// Open runs then stop between two writes and are resumed at the next start.
    package func run() async {
        let stop = StopSignal()
        wakeup.yield()
        await withDiscardingTaskGroup { group in
            group.addTask { await self.forwardChanges(stop: stop) }
            group.addTask { await self.keepComparing() }
            for await _ in wakeups {
                startPendingRuns(in: &group, stop: stop)
            }
            // A run waiting for its budget or a retry must not start any more; a request in
            // progress is completed.
            group.cancelAll()
        }
    }

    /// What a push of a sync would do now, based on a new listing; changes nothing.
    ///
    /// - Parameters:
    ///   - syncID: The sync's id.
    ///   - position: Plans for the desired state at this position; nil for the sync as it stands.
    ///   - onlyKept: Whether the plan is based on kept listings, and Checkly is asked for nothing.
    /// - Returns: The plan; nil if the sync does not exist.
    /// - Throws: `PushProblem` if the plan cannot be determined; `.listingNotKept` if no listing is
    ///   kept that is young enough.
    package func plan(
        _ syncID: String,
        asOf position: Position?,
        onlyKept: Bool = false
    ) async throws(PushProblem) -> PlannedPush? {
        let current = state.current
        guard let sync = current.syncs[syncID],
            let connection = current.connections[sync.connectionID]
        else { return nil }
        return try await plan(sync, connection, current, pinnedTo: position, onlyKept)
    }

    /// What the first push of a sync that is not created or not changed yet would do; changes and
    /// records nothing.
    ///
    /// - Parameter sync: The sync as it would be created or changed.
    /// - Returns: The plan; nil if the connection does not exist.
    /// - Throws: `PushProblem` if the plan cannot be determined.
    package func plan(draft sync: Sync) async throws(PushProblem) -> PlannedPush? {
        let imagined = state.current.setting(sync)
        guard let connection = imagined.connections[sync.connectionID] else { return nil }
        return try await plan(sync, connection, imagined, pinnedTo: nil)
    }

    private func plan(
        _ sync: Sync,
        _ connection: Connection,
        _ state: State,
        pinnedTo position: Position?,
        _ onlyKept: Bool = false
    ) async throws(PushProblem) -> PlannedPush {
        guard openPlans < Self.planLimit else { throw .tooManyPlans(Self.planLimit) }
        openPlans += 1
        defer { openPlans -= 1 }
        let stop = StopSignal()
        let run = makeRun(
            sync,
            connection,
            .push,
            state,
            stop,
            pinnedTo: position,
            planFrom: onlyKept ? listings : ListingCache()
        )
        do {
            return try await withTaskExecutorPreference(threads) {
                onlyKept ? try await run.keptPlan() : try await run.plannedPush()
            }
        } catch {
            throw SyncRun.Failure(error).problem
        }
    }

    private func forwardChanges(stop: StopSignal) async {
        for await _ in changes { wakeup.yield() }
        stop.raise()
        wakeup.finish()
    }

    /// Schedules a comparison of every destination at each interval, with jitter.
    private func keepComparing() async {
        guard let interval = settings.reconcileInterval else { return }
        while true {
            do {
                try await clock.sleep(for: interval * (0.9 + jitter() / 5))
            } catch {
                return
            }
            let all = state.read { Set($0.syncs.keys) }
            let time = now()
            for id in all { unchecked[id] = time }
            candidates.formUnion(all)
            wakeup.yield()
        }
    }

    private func startPendingRuns(in group: inout DiscardingTaskGroup, stop: StopSignal) {
        candidates.formUnion(state.takeAffectedSyncs())
        // Syncs with nothing to do are dropped until an event affects them again. That includes
        // held syncs, because only an event or the release ends a hold.
        candidates = state.read { now in candidates.filter { mayStart($0, in: now) } }
        // Copying the state forces the next commit to copy what it changes, so it is copied only if
        // there is a run.
        let ready = state.read { now in
            candidates.filter { id in
                now.syncs[id].map { busyAccounts.isDisjoint(with: now.accounts(of: $0)) } ?? false
            }
        }
        if ready.isEmpty || stop.isRaised { return }
        let now = state.current
        if now.hold != nil { return }
        for sync in ready.compactMap({ now.syncs[$0] }).sorted(by: isBefore) {
            guard let connection = now.connections[sync.connectionID] else { continue }
            start(sync, connection, now, in: &group, stop: stop)
        }
    }

    private func mayStart(_ syncID: String, in now: State) -> Bool {
        guard now.hold == nil, let sync = now.syncs[syncID],
            let connection = now.connections[sync.connectionID]
        else { return false }
        if unchecked[syncID] != nil || drifted.contains(syncID) { return true }
        return now.pendingRun(of: sync)
            .map { !retries.isHeld(sync, connection, for: $0, in: now) } ?? false
    }

    private func start(
        _ sync: Sync,
        _ connection: Connection,
        _ now: State,
        in group: inout DiscardingTaskGroup,
        stop: StopSignal
    ) {
        let accounts = now.accounts(of: sync)
        guard busyAccounts.isDisjoint(with: accounts) else { return }
        let pending = now.pendingRun(of: sync)
            .flatMap { retries.isHeld(sync, connection, for: $0, in: now) ? nil : $0 }
        if let pending = pending ?? repair(of: sync, in: now) {
            begin(sync, accounts)
            drifted.remove(sync.id)
            let run = makeRun(sync, connection, pending, now, stop)
            activity.begin(sync.id, run.progress)
            group.addTask(executorPreference: threads) { await self.carryOut(run, accounts) }
        } else if let dueAt = unchecked.removeValue(forKey: sync.id) {
            guard now.isComparable(sync) else { return }
            begin(sync, accounts)
            let run = makeRun(sync, connection, .push, now, stop)
            group.addTask(executorPreference: threads) {
                await self.compare(run, accounts, dueAt)
            }
        }
    }

    private func begin(_ sync: Sync, _ accounts: Set<String>) {
        busyAccounts.formUnion(accounts)
        candidates.remove(sync.id)
        turn += 1
        turns[sync.id] = turn
    }

    /// The run that repairs the differences found by a comparison.
    private func repair(of sync: Sync, in now: State) -> PendingRun? {
        guard drifted.contains(sync.id) else { return nil }
        guard sync.isAutoSyncEnabled, now.isComparable(sync) else {
            drifted.remove(sync.id)
            return nil
        }
        return .push
    }

    private func makeRun(
        _ sync: Sync,
        _ connection: Connection,
        _ pending: PendingRun,
        _ now: State,
        _ stop: StopSignal,
        pinnedTo position: Position? = nil,
        planFrom plannedListings: ListingCache? = nil
    ) -> SyncRun {
        // A plan runs beside pushes: its requests yield to theirs, and no push relies on its
        // listings.
        let make = makeClient
        let makeClientToLook: @Sendable (SecretValue) -> ChecklyClient = { make($0).looking }
        return SyncRun(
            id: makeRunID(),
            sync: sync,
            connection: connection,
            pending: pending,
            state: now,
            log: log,
            vault: Vault(reader: log.reader, sealer: sealer),
            makeClient: plannedListings == nil ? make : makeClientToLook,
            pinnedTo: position ?? now.statuses[sync.id]?.pinnedTo,
            history: { [history] in try await history.state(asOf: $0) },
            listings: plannedListings ?? listings,
            streaks: streaks,
            listingAge: settings.listingAge,
            groupVariableLimit: settings.groupVariableLimit,
            retryDelay: RetrySchedule.delay(
                attempt: retries.attempts(of: sync.id) + 1,
                jitter: 0.5 + jitter() / 2
            ),
            isStillMeant: { [state] in
                state.read { $0.means(pending, of: sync, through: connection, asIn: now) }
            },
            hasLost: { [state] keys, place in
                state.read { $0.hasLost(anyOf: keys, at: place, since: now, sync.id) }
            },
            now: self.now,
            stop: stop,
            logger: logger
        )
    }

    /// Orders syncs by how long they have waited, so that a busy sync does not starve others of its
    /// account.
    private func isBefore(_ a: Sync, _ b: Sync) -> Bool {
        (turns[a.id] ?? 0, a.id) < (turns[b.id] ?? 0, b.id)
    }

    private func compare(_ run: SyncRun, _ accounts: Set<String>, _ dueAt: Timestamp) async {
        let differs = await DriftCheck(run: run, dueAt: dueAt).execute()
        busyAccounts.subtract(accounts)
        if differs { drifted.insert(run.sync.id) }
        candidates.insert(run.sync.id)
        wakeup.yield()
    }

    private func carryOut(_ run: SyncRun, _ accounts: Set<String>) async {
        let result = await RequestPurpose.$runID.withValue(run.id) { await run.execute() }
        activity.end(run.sync.id)
        busyAccounts.subtract(accounts)
        let isDue = retries.record(result, of: run)
        candidates.insert(run.sync.id)
        wakeup.yield()
        guard isDue else { return }
        // Ending the engine cancels this wait.
        try? await clock.sleep(for: run.retryDelay)
        retries.release(run.sync.id, after: run.id)
        candidates.insert(run.sync.id)
        wakeup.yield()
    }
}
