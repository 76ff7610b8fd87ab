/// Does things one after the other, in the order in which they are asked for.
package actor OneAtATime {
    private var last: Task<Void, Never>?

    package init() {}

    /// Does something when everything before it has ended; who stops waiting does not end it.
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
