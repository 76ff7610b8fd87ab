internal import EventLog
internal import LiveLog
internal import Logging
internal import LogIntegrity
internal import ManagementAPI
internal import ServiceLifecycle
internal import SyncModel

/// Destroys the values that are older than the retention and no longer needed: at the start, and
/// then every hour.
struct RetentionKeeping: Service {
    static let interval = Duration.seconds(3600)

    let openLog: OpenLog
    /// How old a value must be.
    let retention: Duration
    let now: @Sendable () -> Timestamp
    let clock: any Clock<Duration>
    let logger: Logger

    /// Returns at once when told to stop: destroying the keys of a large log takes minutes, and the
    /// next start finishes what the end of the process cuts off.
    func run() async throws {
        let keeping = Task {
            repeat {
                await destroySuperseded()
            } while (try? await clock.sleep(for: Self.interval)) != nil
        }
        defer { keeping.cancel() }
        try? await gracefulShutdown()
    }

    private func destroySuperseded() async {
        do {
            let before = now().advanced(by: .zero - retention)
            let found = try await openLog.shredding.find(
                .superseded(before: before, cause: .retention)
            )
            try await openLog.shredding.shred(found, by: Actor(type: "server"))
        } catch {
            logger.warning("values not destroyed", metadata: ["error": "\(error)"])
        }
    }
}
