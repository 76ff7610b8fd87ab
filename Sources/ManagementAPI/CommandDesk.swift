/// Lets commands decide and append one after the other, so no two decide on the same state.
actor CommandDesk {
    private var last: Task<Void, Never>?

    func perform<R: Sendable>(
        _ command: @escaping @Sendable () async throws -> R
    ) async throws -> R {
        let previous = last
        let task = Task {
            await previous?.value
            return try await command()
        }
        last = Task { _ = await task.result }
        return try await task.value
    }
}
