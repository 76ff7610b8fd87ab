internal import EventLog
internal import LiveLog
internal import ServiceLifecycle

/// Saves a snapshot whenever the log has grown enough, so that the next start reads few events.
///
/// A large state takes long to encode and to write, so this has threads of its own.
struct SnapshotKeeping: Service {
    /// How many events may follow a snapshot.
    static let interval: Int64 = 20_000

    let state: CurrentState
    let threads: LogThreads
    let save: @Sendable () -> Void

    func run() async throws {
        let changes = state.changes(of: .distance(Self.interval))
        await withTaskExecutorPreference(threads) {
            for await _ in changes { save() }
        }
        // The changes end with the engine, before this service is told to stop; to return before
        // that would count as a failure.
        try? await gracefulShutdown()
    }
}
