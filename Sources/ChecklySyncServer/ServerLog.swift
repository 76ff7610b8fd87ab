internal import EventLog
internal import LiveLog
internal import Logging
internal import LogModels
internal import Projection
internal import Synchronization
internal import SyncModel

/// Logs what operators may have to know of the recorded events, a line each.
///
/// Commits pass through a bounded queue, so none waits for a line. Events contain no values, so
/// lines do not either.
final class ServerLog: Sendable {
    /// The maximum number of commits in the queue.
    private static let waitingLimit = 4096
    /// The maximum number of runs whose requests are counted; there is at most one open run for
    /// each account.
    private static let runLimit = 1024

    /// Commits that wait to be told.
    private struct Queue {
        var commits: [[RecordedEvent]] = []
        /// How many events found no place.
        var missedCount = 0
    }

    private let logger: Logger
    private let queue = Mutex(Queue())
    /// Held while lines are written, so that they come in the order of the events.
    private let teller = Mutex(EventTeller())
    private let requests = Mutex<[String: Int]>([:])
    private let wakeups: AsyncStream<Void>
    private let wakeup: AsyncStream<Void>.Continuation

    init(logger: Logger) {
        self.logger = logger
        (wakeups, wakeup) = AsyncStream.makeStream(
            of: Void.self,
            bufferingPolicy: .bufferingNewest(1)
        )
    }

    /// Queues the events of a commit; returns at once.
    func take(_ events: [RecordedEvent]) {
        // Most events are deliveries, and few people want a line for each.
        let wanted =
            logger.logLevel <= .debug ? events : events.filter { !$0.body.isToldToDebugAlone }
        if wanted.isEmpty { return }
        queue.withLock { queue in
            if queue.commits.count < Self.waitingLimit {
                queue.commits.append(wanted)
            } else {
                queue.missedCount += wanted.count
            }
        }
        wakeup.yield()
    }

    /// Counts a request to Checkly for a run.
    func countRequest(of run: String?) {
        guard let run else { return }
        requests.withLock { requests in
            if requests.count < Self.runLimit || requests[run] != nil {
                requests[run, default: 0] += 1
            }
        }
    }

    /// Writes lines until `finish` or the task is cancelled, and then what still waits.
    func run(state: CurrentState) async {
        for await _ in wakeups { tellAll(in: state) }
        tellAll(in: state)
    }

    /// Writes the lines of all that waits.
    ///
    /// - Parameter state: Where names are looked up.
    func tellAll(in state: CurrentState) {
        teller.withLock { teller in
            let waiting = queue.withLock { queue in
                defer { queue = Queue() }
                return queue
            }
            if waiting.missedCount > 0 {
                logger.warning("events not told", metadata: ["count": "\(waiting.missedCount)"])
            }
            for event in waiting.commits.joined() {
                let names = state.read { now in EventTeller.Names(of: event, in: now) }
                guard let line = teller.line(for: event, names, requestsOf: takeRequests) else {
                    continue
                }
                logger.log(
                    level: Logger.Level(line.level),
                    "\(line.message)",
                    metadata: line.fields.mapValues { "\($0)" }
                )
            }
        }
    }

    private func takeRequests(of run: String) -> Int {
        requests.withLock { $0.removeValue(forKey: run) ?? 0 }
    }

    /// Ends `run` once everything is logged.
    func finish() {
        wakeup.finish()
    }
}

extension Logger.Level {
    fileprivate init(_ level: EventTeller.Line.Level) {
        self =
            switch level {
            case .debug: .debug
            case .info: .info
            case .warning: .warning
            }
    }
}
