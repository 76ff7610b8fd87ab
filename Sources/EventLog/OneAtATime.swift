/// Runs asynchronous operations one at a time, in the order of the calls.
package actor OneAtATime {
    private var last: Task<Void, Never>?

    /// Makes an idle queue.
    package init() {}

    /// Runs an operation after all earlier ones have ended.
    ///
    /// Cancelling the caller does not stop it.
    package func perform<R: Sendable>(
        _ work: @escaping @Sendable () async throws -> R
    ) async throws -> R {
        let previous = last
        let task = Task {
            await previous?.value
            return try await work()
        }
        last = Task { _ = await task.result }
        return try await task.value
    }
}
