internal import Encodings
package import EventLog
package import LiveLog
package import Logging
package import OutboundHTTP
internal import Projection
package import KMSClients
package import SecretSealing
package import SyncModel

/// Fetches the folders that syncs need, after notifications and at regular intervals.
///
/// Folders are independent of each other, except for a limit on concurrent fetches per source. A
/// failed fetch changes nothing but the recorded failure.
package actor FolderFetching {
    /// The timing and concurrency of fetches, set by the operator.
    package struct Settings: Sendable {
        /// How often to fetch every folder in use without notifications; nil means never.
        package var reconcileInterval: Duration?
        /// How long to wait after a notification for further ones.
        package var settleTime: Duration
        /// The maximum wait while notifications keep coming.
        package var longestSettleTime: Duration
        /// The maximum number of concurrent fetches per source.
        package var concurrency: Int

        package init(
            reconcileInterval: Duration? = nil,
            settleTime: Duration = .milliseconds(100),
            longestSettleTime: Duration = .seconds(1),
            concurrency: Int = 4
        ) {
            self.reconcileInterval = reconcileInterval
            self.settleTime = settleTime
            self.longestSettleTime = longestSettleTime
            self.concurrency = concurrency
        }
    }

    /// The number of threads that compare and seal fetched content.
    private static let threadCount = 2

    /// The threads that read the log and seal values.
    private let threads = LogThreads(count: threadCount, label: "source-reading")
    private let log: EventLog
    private let state: CurrentState
    private let sealer: SecretSealer
    /// How long a folder must stay empty before that is believed; nil means until somebody confirms
    /// it.
    private let confirmationDelay: Duration?
    private let clients: KMSClientCache
    private let journal: FetchJournal
    private let now: @Sendable () -> Timestamp
    private let elapsed: @Sendable () -> Duration
    private let sleepUntil: @Sendable (Duration) async throws -> Void
    private let jitter: @Sendable () -> Double
    private let logger: Logger

    private var schedule: FetchSchedule
    /// The times at which a task will wake this actor.
    private var alarms: Set<Duration> = []
    /// Subscribed at creation, so that changes before `run()` are not missed.
    private let changes: AsyncStream<Position>
    private let wakeups: AsyncStream<Void>
    private let wakeup: AsyncStream<Void>.Continuation

    /// Makes a service that is ready to run.
    ///
    /// - Parameters:
    ///   - log: Receives observations and failures.
    ///   - state: Says which folders to fetch.
    ///   - sealer: Seals fetched values and opens client secrets.
    ///   - transport: Sends the requests.
    ///   - settings: The timing and concurrency.
    ///   - journal: Records every fetch, including those that leave nothing in the log.
    ///   - now: The time for events.
    ///   - clock: The clock to wait on.
    ///   - jitter: Returns numbers from 0 to 1.
    ///   - logger: Receives failures.
    package init<C: Clock>(
        log: EventLog,
        state: CurrentState,
        sealer: SecretSealer,
        transport: any OutboundTransport,
        settings: Settings,
        journal: FetchJournal,
        now: @escaping @Sendable () -> Timestamp,
        clock: C,
        jitter: @escaping @Sendable () -> Double,
        logger: Logger
    ) where C.Duration == Duration {
        let start = clock.now
        elapsed = { start.duration(to: clock.now) }
        sleepUntil = { try await clock.sleep(until: start.advanced(by: $0), tolerance: nil) }
        self.log = log
        self.state = state
        self.sealer = sealer
        confirmationDelay = settings.reconcileInterval
        self.journal = journal
        self.now = now
        self.jitter = jitter
        self.logger = logger
        clients = KMSClientCache(
            vault: Vault(reader: log.reader, sealer: sealer),
            transport: transport,
            elapsed: elapsed
        )
        schedule = FetchSchedule(settings: settings)
        changes = state.changes(of: .fetching)
        (wakeups, wakeup) = AsyncStream.makeStream(
            of: Void.self,
            bufferingPolicy: .bufferingNewest(1)
        )
    }

    /// Ends `run()` and cancels all fetches.
    package nonisolated func stop() {
        wakeup.finish()
    }

    /// Runs until `stop()` or the end of the state's changes.
    package func run() async {
        follow()
        wakeup.yield()
        await withDiscardingTaskGroup { group in
            group.addTask { await self.forwardChanges() }
            for await _ in wakeups { startDueFetches(in: &group) }
            group.cancelAll()
        }
    }

    /// Fetches a folder to see whether that works; records nothing.
    ///
    /// - Parameters:
    ///   - id: The folder.
    ///   - limit: How long to wait.
    /// - Returns: Why the fetch failed; nil if it succeeded, the source has no access to a KMS, or
    ///   there was no response in time.
    package func probe(_ id: FolderID, within limit: Duration) async -> FetchError? {
        guard let source = state.read({ $0.sources[id.source] }), source.kmsAccess != nil else {
            return nil
        }
        let (clients, sleepUntil, end) = (clients, sleepUntil, elapsed() + limit)
        return await withTaskGroup(of: FetchError?.self) { race in
            race.addTask {
                do throws(FetchError) {
                    _ = try await clients.client(of: source).fetch(id.path)
                    return nil
                } catch {
                    return error
                }
            }
            race.addTask {
                try? await sleepUntil(end)
                return nil
            }
            let first = await race.next() ?? nil
            race.cancelAll()
            return first
        }
    }

    private func forwardChanges() async {
        for await _ in changes {
            let trigger = state.takeFetchTrigger()
            if trigger.isEmpty { continue }
            if trigger.isSetupChanged { follow() }
            let time = elapsed()
            var isNews = trigger.isSetupChanged
            for (id, position) in trigger.notified
            where schedule.note(id, position, at: time) { isNews = true }
            if isNews { wakeup.yield() }
        }
        wakeup.finish()
    }

    /// Finds the folders in use.
    private func follow() {
        let (folders, sources) = state.read { ($0.foldersToFetch, $0.sources) }
        schedule.follow(folders, at: elapsed(), start: start, jitter: jitter)
        clients.keepOnly(sources)
    }

    private func start(_ id: FolderID) -> FetchSchedule.Start {
        state.read { state in
            FetchSchedule.Start(
                isKnown: state.folders[id]?.isKnown == true
                    && state.fetchStatuses[id]?.failure == nil,
                unanswered: state.unansweredNotification(of: id),
                imports: state.fetchStatuses[id]?.imports ?? []
            )
        }
    }

    private func startDueFetches(in group: inout DiscardingTaskGroup) {
        let (due, next) = schedule.turns(at: elapsed())
        for (id, cause) in due {
            guard let source = state.read({ $0.sources[id.source] }) else { continue }
            schedule.begin(id)
            group.addTask(executorPreference: threads) { await self.fetch(id, of: source, cause) }
        }
        guard let next, alarms.allSatisfy({ next < $0 }) else { return }
        alarms.insert(next)
        group.addTask { await self.wake(at: next) }
    }

    private func wake(at time: Duration) async {
        do {
            try await sleepUntil(time)
        } catch {
            return
        }
        alarms.remove(time)
        wakeup.yield()
    }

    private func fetch(
        _ id: FolderID,
        of source: WebhookSource,
        _ cause: FolderObservation.Cause
    ) async {
        let fetch = FolderFetch(
            folder: id,
            source: source,
            cause: cause,
            through: state.read { $0.position },
            log: log,
            state: state,
            sealer: sealer,
            confirmationDelay: confirmationDelay,
            now: now
        )
        switch await fetch.execute(clients) {
        case .done(let imports):
            journal.succeed(id, at: now())
            schedule.succeed(
                id,
                through: fetch.through,
                imports: imports,
                at: elapsed(),
                jitter: jitter()
            )
        case .givenUp: schedule.giveUp(id)
        case .failed(let error):
            let delay = schedule.fail(id, cause, at: elapsed(), jitter: jitter())
            journal.fail(id, nextTryAt: now().advanced(by: delay))
            await report(error, of: fetch, delay)
        }
        wakeup.yield()
    }

    private func report(
        _ error: any ExplainedError,
        of fetch: FolderFetch,
        _ delay: Duration
    ) async {
        logger.warning(
            "read failed",
            metadata: [
                "source": "\(fetch.folder.source)", "path": "\(fetch.folder.path.secretPath)",
                "error": "\(error)", "next-try": "\(delay)",
            ]
        )
        do {
            let message = "\(error.message) (\(error.hint))"
            try await fetch.record(FetchFailure(code: error.code, message: message))
        } catch {
            logger.error("read failure not recorded", metadata: ["error": "\(error)"])
        }
    }
}
