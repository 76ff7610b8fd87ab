internal import Encodings
package import ChecklyClient
package import EventLog
package import LiveLog
package import Logging
internal import Projection
package import Reconciliation
package import SecretSealing
package import SyncModel

/// Follows the log and brings every sync that needs it to its destination.
///
/// One run at a time for an account, so two syncs never race for its variables; accounts do not
/// wait for one another. A sync whose last run failed for a passing reason is tried again from 1 s,
/// doubling to 5 min, with jitter. Every reconcile interval each destination is compared with what
/// was written there.
package actor SyncEngine {
    /// What an engine needs to know of its surroundings.
    package struct Settings: Sendable {
        /// How often destinations are compared; nil for never.
        package var reconcileInterval: Duration?
        /// How old a listing of an account may be that a run relies on.
        package var listingAge: Duration
        /// How many variables a check group may have.
        package var groupVariableLimit: Int

        package init(
            reconcileInterval: Duration? = nil,
            listingAge: Duration = .seconds(300),
            groupVariableLimit: Int = GroupMergingInput.standardLimit
        ) {
            self.reconcileInterval = reconcileInterval
            self.listingAge = listingAge
            self.groupVariableLimit = groupVariableLimit
        }
    }

    /// How many threads runs have.
    private static let threadCount = 2

    private let log: EventLog
    private let state: CurrentState
    private let sealer: SecretSealer
    private let makeClient: @Sendable (_ apiKey: SecretValue) -> ChecklyClient
    private let makeRunID: @Sendable () -> String
    private let settings: Settings
    private let now: @Sendable () -> Timestamp
    private let clock: any Clock<Duration>
    private let logger: Logger

    private let listings = ListingCache()
    private let streaks = FailureStreaks()
    private let history: PastStates
    /// Where runs are planned and carried out: what reads the log waits there, and nobody else's reading.
    private let threads = LogThreads(count: threadCount, label: "sync-engine")
    private var busyAccounts: Set<String> = []
    /// Syncs that may have to run; nobody else needs a look.
    private var candidates: Set<String>
    /// Syncs whose destination is to be compared, and since when.
    private var unchecked: [String: Timestamp] = [:]
    /// Syncs whose destination was found to be another than it should.
    private var drifted: Set<String> = []
    /// When each sync last had its turn, counted in runs.
    private var turns: [String: Int] = [:]
    private var turn = 0
    private var retries = RetrySchedule()
    /// How many plans are made at once; each may list whole accounts.
    private static let planLimit = 8
    private var plansUnderWay = 0
    /// Followed from the start, so that an end of the state before `run()` is not missed.
    private let changes: AsyncStream<Position>
    private let wakeups: AsyncStream<Void>
    private let wakeup: AsyncStream<Void>.Continuation
    /// How far the runs under way are.
    package nonisolated let activity = RunsUnderWay()

    package init(
        log: EventLog,
        state: CurrentState,
        sealer: SecretSealer,
        makeClient: @escaping @Sendable (_ apiKey: SecretValue) -> ChecklyClient,
        makeRunID: @escaping @Sendable () -> String,
        settings: Settings = Settings(),
        now: @escaping @Sendable () -> Timestamp,
        clock: any Clock<Duration>,
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
        self.logger = logger
        history = PastStates(scans: log.ownScans)
        candidates = state.read { Set($0.syncs.keys) }
        changes = state.changes(of: .concernedSyncs)
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
            group.addTask { await self.keepComparing() }
            for await _ in wakeups {
                startWaitingRuns(in: &group, stop: stop)
            }
            // What waits for its budget or a next try must not begin any more; a request under way
            // is carried to its end.
            group.cancelAll()
        }
    }

    /// What a push of a sync would do now, from a listing made now; nothing is changed.
    ///
    /// - Parameters:
    ///   - syncID: The sync's id.
    ///   - position: The desired state as of then; nil for the sync as it stands.
    /// - Returns: The plan; nil where there is no such sync.
    /// - Throws: `PushProblem`, which says why it cannot be known.
    package func plan(
        _ syncID: String,
        asOf position: Position?
    ) async throws(PushProblem) -> PlannedPush? {
        let current = state.current
        guard let sync = current.syncs[syncID],
            let connection = current.connections[sync.connectionID]
        else { return nil }
        guard plansUnderWay < Self.planLimit else { throw .tooManyPlans(Self.planLimit) }
        plansUnderWay += 1
        defer { plansUnderWay -= 1 }
        let job = makeRun(
            sync,
            connection,
            .push,
            current,
            StopSignal(),
            pinnedTo: position,
            isPlan: true
        )
        do {
            return try await withTaskExecutorPreference(threads) { try await job.plannedPush() }
        } catch {
            throw SyncRun.Failure(error).problem
        }
    }

    /// What the first push of a sync that does not exist yet would do; nothing is changed, and nothing recorded.
    ///
    /// - Parameter sync: The sync as it would be made.
    /// - Returns: The plan; nil where there is no such connection.
    /// - Throws: `PushProblem`, which says why it cannot be known.
    package func plan(draft sync: Sync) async throws(PushProblem) -> PlannedPush? {
        let imagined = state.current.adding(sync)
        guard let connection = imagined.connections[sync.connectionID] else { return nil }
        do {
            let job = makeRun(sync, connection, .push, imagined, StopSignal())
            return try await withTaskExecutorPreference(threads) { try await job.plannedPush() }
        } catch {
            throw SyncRun.Failure(error).problem
        }
    }

    private func forwardChanges(stop: StopSignal) async {
        for await _ in changes { wakeup.yield() }
        stop.raise()
        wakeup.finish()
    }

    /// Has every destination compared once an interval, each time a little later or earlier.
    private func keepComparing() async {
        guard let interval = settings.reconcileInterval else { return }
        while true {
            do {
                try await clock.sleep(for: interval * .random(in: 0.9...1.1))
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

    private func startWaitingRuns(in group: inout DiscardingTaskGroup, stop: StopSignal) {
        candidates.formUnion(state.takeConcernedSyncs())
        // What waits for nothing needs no look until an event concerns it again; this also ends the look at a sync that is
        // held, since what ends a hold is an event or the release.
        candidates = state.read { now in candidates.filter { mayStart($0, in: now) } }
        // A copy of the state makes the next commit copy what it changes, so it is taken only for a run.
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
        return now.waitingRun(of: sync)
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
        let waiting = now.waitingRun(of: sync)
            .flatMap { retries.isHeld(sync, connection, for: $0, in: now) ? nil : $0 }
        if let waiting = waiting ?? repair(of: sync, in: now) {
            begin(sync, accounts)
            drifted.remove(sync.id)
            let job = makeRun(sync, connection, waiting, now, stop)
            activity.begin(sync.id, job.progress)
            group.addTask(executorPreference: threads) { await self.carryOut(job, accounts) }
        } else if let dueAt = unchecked.removeValue(forKey: sync.id) {
            guard now.isComparable(sync) else { return }
            begin(sync, accounts)
            let job = makeRun(sync, connection, .push, now, stop)
            group.addTask(executorPreference: threads) {
                await self.compare(job, accounts, dueAt)
            }
        }
    }

    private func begin(_ sync: Sync, _ accounts: Set<String>) {
        busyAccounts.formUnion(accounts)
        candidates.remove(sync.id)
        turn += 1
        turns[sync.id] = turn
    }

    /// The run that mends what a comparison found.
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
        _ waiting: PendingRun,
        _ now: State,
        _ stop: StopSignal,
        pinnedTo position: Position? = nil,
        isPlan: Bool = false
    ) -> SyncRun {
        // A plan is made beside pushes: its requests come after theirs, and nothing that it lists
        // is for a push to rely on.
        let make = makeClient
        let makeClientToLook: @Sendable (SecretValue) -> ChecklyClient = { make($0).looking }
        return SyncRun(
            id: makeRunID(),
            sync: sync,
            connection: connection,
            waiting: waiting,
            state: now,
            log: log,
            sealer: sealer,
            makeClient: isPlan ? makeClientToLook : make,
            pinnedTo: position ?? now.statuses[sync.id]?.pinnedTo,
            history: { [history] in try await history.state(asOf: $0) },
            listings: isPlan ? ListingCache() : listings,
            streaks: streaks,
            listingAge: settings.listingAge,
            groupVariableLimit: settings.groupVariableLimit,
            retryDelay: RetrySchedule.delay(
                attempt: retries.attempts(of: sync.id) + 1,
                jitter: .random(in: 0.5...1)
            ),
            isStillMeant: { [state] in
                state.read { $0.means(waiting, of: sync, through: connection, asIn: now) }
            },
            now: self.now,
            stop: stop,
            logger: logger
        )
    }

    /// Who waited longest comes first, so that a busy sync does not keep the others of its account
    /// waiting.
    private func isBefore(_ a: Sync, _ b: Sync) -> Bool {
        (turns[a.id] ?? 0, a.id) < (turns[b.id] ?? 0, b.id)
    }

    private func compare(_ job: SyncRun, _ accounts: Set<String>, _ dueAt: Timestamp) async {
        let differs = await DriftCheck(run: job, dueAt: dueAt).execute()
        busyAccounts.subtract(accounts)
        if differs { drifted.insert(job.sync.id) }
        candidates.insert(job.sync.id)
        wakeup.yield()
    }

    private func carryOut(_ job: SyncRun, _ accounts: Set<String>) async {
        let result = await RequestPurpose.$runID.withValue(job.id) { await job.execute() }
        activity.end(job.sync.id)
        busyAccounts.subtract(accounts)
        let isDue = retries.record(result, of: job)
        candidates.insert(job.sync.id)
        wakeup.yield()
        guard isDue else { return }
        // The end of the engine cancels this wait.
        try? await clock.sleep(for: job.retryDelay)
        retries.release(job.sync.id, after: job.id)
        candidates.insert(job.sync.id)
        wakeup.yield()
    }
}
