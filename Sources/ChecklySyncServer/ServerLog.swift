internal import EventLog
internal import LiveLog
internal import Logging
internal import Projection
internal import ReadModels
internal import Synchronization
internal import SyncModel

/// Tells operators what the event log records: a line for each thing they may have to know of.
///
/// It follows the commits through a bounded queue, so a commit never waits for a line. Values are in no
/// event, so they are in no line.
final class ServerLog: Sendable {
    /// How many commits may wait to be told.
    private static let waitingLimit = 4096
    /// Of how many runs requests are counted at once; more runs than accounts are never under way.
    private static let runLimit = 1024

    private let logger: Logger
    private let commits: AsyncStream<[RecordedEvent]>
    private let continuation: AsyncStream<[RecordedEvent]>.Continuation
    private let requests = Mutex<[String: Int]>([:])
    private let missedCount = Atomic(0)

    init(logger: Logger) {
        self.logger = logger
        (commits, continuation) = AsyncStream.makeStream(
            of: [RecordedEvent].self,
            bufferingPolicy: .bufferingOldest(Self.waitingLimit)
        )
    }

    /// Takes in what a commit recorded; returns at once.
    func take(_ events: [RecordedEvent]) {
        // Deliveries are most of what is recorded, and few want a line for each.
        let wanted =
            logger.logLevel <= .debug ? events : events.filter { !$0.body.isToldToDebugAlone }
        if wanted.isEmpty { return }
        if case .dropped = continuation.yield(wanted) {
            missedCount.add(wanted.count, ordering: .relaxed)
        }
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

    /// Writes lines until `finish`, and then what still waits.
    func run(state: CurrentState) async {
        var teller = EventTeller()
        for await events in commits {
            let missed = missedCount.exchange(0, ordering: .relaxed)
            if missed > 0 { logger.warning("events not told", metadata: ["count": "\(missed)"]) }
            for event in events {
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

    /// Ends `run` once everything is told.
    func finish() {
        continuation.finish()
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
