internal import Encodings
package import EventLog
package import LiveLog
package import Logging
package import OutboundHTTP
internal import Projection
package import KMSClients
package import SecretSealing
package import SyncModel

/// Reads folders that some sync needs, when their source says that they changed, and now and then.
///
/// Folders do not wait for one another, apart from a bound on how many of one source are read at once. A read that fails
/// changes nothing but what is told of it.
package actor FolderFetching {
    /// How often, how soon, how many.
    package struct Settings: Sendable {
        /// How often folders in use are read without being told; nil for never.
        package var reconcileInterval: Duration?
        /// How long nothing may have been said of a folder before it is read.
        package var settleTime: Duration
        /// After how long it is read although something is said again and again.
        package var longestSettleTime: Duration
        /// How many folders of one source are read at once.
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

    /// How many threads what was read is compared and sealed on.
    private static let threadCount = 2

    /// Where the log is read and values are sealed.
    private let threads = LogThreads(count: threadCount, label: "source-reading")
    private let log: EventLog
    private let state: CurrentState
    private let sealer: SecretSealer
    /// How long a folder must show no secret before that is believed.
    private let patience: Duration?
    private let readers: KMSClientCache
    private let journal: FetchJournal
    private let now: @Sendable () -> Timestamp
    private let elapsed: @Sendable () -> Duration
    private let sleepUntil: @Sendable (Duration) async throws -> Void
    private let jitter: @Sendable () -> Double
    private let logger: Logger

    private var schedule: FetchSchedule
    /// The times at which somebody wakes this up.
    private var alarms: Set<Duration> = []
    /// Followed from the start, so that an end of the state before `run()` is not missed.
    private let changes: AsyncStream<Position>
    private let wakeups: AsyncStream<Void>
    private let wakeup: AsyncStream<Void>.Continuation

    /// Makes it ready to run.
    ///
    /// - Parameters:
    ///   - log: Where observations and failures go.
    ///   - state: Says what to read.
    ///   - sealer: Seals what was read, and opens the readers' secrets.
    ///   - transport: What sends the readers' requests.
    ///   - settings: How often, how soon, how many.
    ///   - journal: Is told of every read, also of one that leaves nothing in the log.
    ///   - now: The time as events tell it.
    ///   - clock: What it waits by.
    ///   - jitter: Gives numbers from 0 to 1.
    ///   - logger: Is told of failures.
    package init<C: Clock>(
        log: EventLog,
        state: CurrentState,
        sealer: SecretSealer,
        transport: any OutboundTransport,
        settings: Settings,
        journal: FetchJournal,
        now: @escaping @Sendable () -> Timestamp,
        clock: C,
        jitter: @escaping @Sendable () -> Double = { .random(in: 0...1) },
        logger: Logger
    ) where C.Duration == Duration {
        let start = clock.now
        elapsed = { start.duration(to: clock.now) }
        sleepUntil = { try await clock.sleep(until: start.advanced(by: $0), tolerance: nil) }
        self.log = log
        self.state = state
        self.sealer = sealer
        patience = settings.reconcileInterval
        self.journal = journal
        self.now = now
        self.jitter = jitter
        self.logger = logger
        readers = KMSClientCache(log: log, sealer: sealer, transport: transport, elapsed: elapsed)
        schedule = FetchSchedule(settings: settings)
        changes = state.changes(of: .reading)
        (wakeups, wakeup) = AsyncStream.makeStream(
            of: Void.self,
            bufferingPolicy: .bufferingNewest(1)
        )
    }

    /// Lets `run()` end; reads under way are given up.
    package nonisolated func stop() {
        wakeup.finish()
    }

    /// Works until `stop()` or the end of the live state's changes.
    package func run() async {
        follow()
        wakeup.yield()
        await withDiscardingTaskGroup { group in
            group.addTask { await self.forwardChanges() }
            for await _ in wakeups { startDueReads(in: &group) }
            group.cancelAll()
        }
    }

    /// Reads a folder to see whether it can be read; nothing is recorded.
    ///
    /// - Parameters:
    ///   - id: The folder.
    ///   - limit: How long to wait for an answer.
    /// - Returns: Why it cannot be read; nil when it can, when its source has no reader, or when no answer came in time.
    package func probe(_ id: FolderID, within limit: Duration) async -> SecretReadError? {
        guard let source = state.read({ $0.sources[id.source] }), source.reader != nil else {
            return nil
        }
        let (readers, sleepUntil, end) = (readers, sleepUntil, elapsed() + limit)
        return await withTaskGroup(of: SecretReadError?.self) { race in
            race.addTask {
                do throws(SecretReadError) {
                    _ = try await readers.reader(of: source).read(id.path)
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
            let concern = state.takeFetchTrigger()
            if concern.isEmpty { continue }
            if concern.isSetupChanged { follow() }
            let time = elapsed()
            var isNews = concern.isSetupChanged
            for (id, position) in concern.notified
            where schedule.note(id, position, at: time) { isNews = true }
            if isNews { wakeup.yield() }
        }
        wakeup.finish()
    }

    /// Finds out which folders are in use.
    private func follow() {
        let (folders, sources) = state.read { ($0.foldersToRead, $0.sources) }
        schedule.follow(folders, at: elapsed(), start: start, jitter: jitter)
        readers.keepOnly(sources)
    }

    private func start(_ id: FolderID) -> FetchSchedule.Start {
        state.read { state in
            FetchSchedule.Start(
                isKnown: state.folders[id]?.isKnown == true
                    && state.readings[id]?.failure == nil,
                unanswered: state.unansweredNotification(of: id),
                imports: state.readings[id]?.imports ?? []
            )
        }
    }

    private func startDueReads(in group: inout DiscardingTaskGroup) {
        let (due, next) = schedule.turns(at: elapsed())
        for (id, cause) in due {
            guard let source = state.read({ $0.sources[id.source] }) else { continue }
            schedule.begin(id)
            group.addTask(executorPreference: threads) { await self.read(id, of: source, cause) }
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

    private func read(
        _ id: FolderID,
        of source: WebhookSource,
        _ cause: FolderObservation.Cause
    ) async {
        let run = FolderFetch(
            folder: id,
            source: source,
            cause: cause,
            through: state.read { $0.position },
            log: log,
            state: state,
            sealer: sealer,
            patience: patience,
            now: now
        )
        switch await run.execute(readers) {
        case .done(let imports):
            journal.succeed(id, at: now())
            schedule.succeed(
                id,
                through: run.through,
                imports: imports,
                at: elapsed(),
                jitter: jitter()
            )
        case .givenUp: schedule.giveUp(id)
        case .failed(let error):
            let delay = schedule.fail(id, cause, at: elapsed(), jitter: jitter())
            journal.fail(id, nextTryAt: now().advanced(by: delay))
            await tell(error, of: run, delay)
        }
        wakeup.yield()
    }

    private func tell(
        _ error: any ExplainedError,
        of run: FolderFetch,
        _ delay: Duration
    ) async {
        logger.warning(
            "read failed",
            metadata: [
                "source": "\(run.folder.source)", "path": "\(run.folder.path.secretPath)",
                "error": "\(error)", "next-try": "\(delay)",
            ]
        )
        do {
            let message = "\(error.message) (\(error.hint))"
            try await run.record(ReadFailure(code: error.code, message: message))
        } catch {
            logger.error("read failure not recorded", metadata: ["error": "\(error)"])
        }
    }
}
