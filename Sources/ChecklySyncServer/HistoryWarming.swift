internal import EventLog
internal import LiveLog
internal import ManagementAPI
internal import ServiceLifecycle

/// Reads ahead what the first requests about the past would wait for otherwise, and goes on with
/// it as the log grows.
///
/// It is one of the few long reads that run at once, on a thread of low priority.
struct HistoryWarming: Service {
    /// How many events may come before they are read.
    private static let interval: Int64 = 50_000

    let api: ManagementAPI
    let state: CurrentState

    func run() async throws {
        let changes = state.changes(of: .distance(Self.interval))
        await warmUp()
        for await _ in changes { await warmUp() }
        // The changes end with the engine, before this service is told to stop; to return before
        // that would count as a failure.
        try? await gracefulShutdown()
    }

    /// Where the log cannot be read or is read by too many, requests read it themselves.
    private func warmUp() async { try? await api.warmUp() }
}
