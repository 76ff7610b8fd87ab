internal import EventLog

/// Lets commands decide and append one after the other, so no two decide on the same state.
///
/// Whatever a command records takes a turn, and only the desk gives one: nothing is recorded beside it, and nothing without
/// saying who asked for it. What takes long is done before or after the turn.
actor CommandQueue {
    /// The right of one caller to decide and append, until the command ends.
    struct Turn: Sendable {
        let caller: Caller

        fileprivate init(_ caller: Caller) {
            self.caller = caller
        }
    }

    private let threads: LogThreads
    private var last: Task<Void, Never>?

    init(threads: LogThreads) {
        self.threads = threads
    }

    /// Carries out a command when those before it have ended; a client that goes away does not end it.
    func perform<R: Sendable>(
        for caller: Caller,
        _ command: @escaping @Sendable (Turn) async throws -> R
    ) async throws -> R {
        let previous = last
        let task = Task(executorPreference: threads) {
            await previous?.value
            return try await command(Turn(caller))
        }
        last = Task(executorPreference: threads) { _ = await task.result }
        return try await task.value
    }
}
