package import Commands
package import EventLog
internal import Projection
package import SecretSealing
package import SyncModel

/// Decides commands and appends their events one command at a time, so no two decide on the same
/// state.
///
/// Slow work, such as a request to another system, is done before or after the command's turn.
package actor CommandQueue {
    private let log: EventLog
    private let state: CurrentState
    private let sealer: SecretSealer
    private let now: @Sendable () -> Timestamp
    private let makeUUID: @Sendable () -> String
    private let threads: LogThreads
    private var last: Task<Void, Never>?

    /// - Parameters:
    ///   - log: Where events are appended.
    ///   - state: On what commands are decided.
    ///   - sealer: Seals the values that events hold.
    ///   - threads: The threads on which commands are decided.
    ///   - now: Returns the time.
    ///   - makeUUID: Returns a new id.
    package init(
        log: EventLog,
        state: CurrentState,
        sealer: SecretSealer,
        threads: LogThreads,
        now: @escaping @Sendable () -> Timestamp,
        makeUUID: @escaping @Sendable () -> String
    ) {
        self.log = log
        self.state = state
        self.sealer = sealer
        self.threads = threads
        self.now = now
        self.makeUUID = makeUUID
    }

    /// Decides a command in its turn, appends its events and shows what it changed.
    ///
    /// A client that goes away does not cancel it.
    ///
    /// - Parameters:
    ///   - makeCommand: Makes the command in its turn, with what the log holds at that moment.
    ///   - show: Called in the same turn, once the state has the events; gets the position of the
    ///     last one, nil if there are none.
    /// - Returns: What `show` returns.
    /// - Throws: `CommandRefusal`, `EventLogError` if the events are not known to be durable, and
    ///   what the closures throw.
    package func perform<R: Sendable>(
        _ makeCommand: @escaping @Sendable () throws -> Command,
        show: @escaping @Sendable (Decision.Answer, _ last: Position?) throws -> R
    ) async throws -> R {
        let previous = last
        let task = Task(executorPreference: threads) { [log, state, sealer, now, makeUUID] in
            await previous?.value
            let command = try makeCommand()
            let decision = try decide(command, in: state.current, at: now(), ids: makeUUID)
            let last = try await log.append(decision, by: command.caller.actor, sealer)
            return try show(decision.answer, last)
        }
        last = Task(executorPreference: threads) { _ = await task.result }
        return try await task.value
    }
}
