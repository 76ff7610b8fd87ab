internal import Commands
internal import EventLog
internal import LiveLog
internal import Projection
internal import SyncModel

/// Decides commands and appends their events one command at a time, so no two decide on the same
/// state.
///
/// Slow work, such as a request to another system, is done before or after the command's turn.
actor CommandQueue {
    /// The right of one caller to decide and append, until the command ends.
    struct Turn: Sendable {
        let caller: Caller

        fileprivate init(_ caller: Caller) {
            self.caller = caller
        }
    }

    /// The outcome of a command whose events are durable.
    struct Outcome: Sendable {
        let answer: Decision.Answer
        /// The last position of the log at that moment.
        let head: Position
    }

    private let log: EventLog
    private let state: CurrentState
    private let now: @Sendable () -> Timestamp
    private let threads: LogThreads
    private var last: Task<Void, Never>?

    init(
        log: EventLog,
        state: CurrentState,
        threads: LogThreads,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.log = log
        self.state = state
        self.threads = threads
        self.now = now
    }

    /// Decides a command in its turn and appends its events.
    ///
    /// - Throws: `CommandRefusal`, or `EventLogError` if the events are not known to be durable.
    func perform(_ command: Command) async throws -> Outcome {
        try await inTurn { [log, state, now] in
            let decision = try decide(command, in: state.current, at: now())
            if !decision.events.isEmpty {
                _ = try await log.append(
                    AppendRequest(
                        source: decision.source,
                        actor: command.caller.actor,
                        events: decision.events.map { PendingEvent($0) }
                    )
                )
            }
            return Outcome(answer: decision.answer, head: log.head)
        }
    }

    /// Runs a command that decides and appends by itself.
    func perform<R: Sendable>(
        for caller: Caller,
        _ command: @escaping @Sendable (Turn) async throws -> R
    ) async throws -> R {
        try await inTurn { try await command(Turn(caller)) }
    }

    /// Runs the body after those before it; a client that goes away does not cancel it.
    private func inTurn<R: Sendable>(
        _ body: @escaping @Sendable () async throws -> R
    ) async throws -> R {
        let previous = last
        let task = Task(executorPreference: threads) {
            await previous?.value
            return try await body()
        }
        last = Task(executorPreference: threads) { _ = await task.result }
        return try await task.value
    }
}
