internal import Logging
internal import ServiceLifecycle
internal import WebhookListener

/// Saves the refused deliveries, at most once per interval and at the end.
///
/// Attackers can cause refusals, so each must not cost a write.
struct RefusalKeeping: Service {
    /// What a crash may lose.
    static let pause = Duration.seconds(10)

    let refusals: RefusedDeliveries
    let file: RefusalFile
    let log: RefusalLog
    let clock: any Clock<Duration>
    let logger: Logger

    func run() async throws {
        var saved = refusals.revision
        while !Task.isShuttingDownGracefully {
            try? await cancelWhenGracefulShutdown { try await clock.sleep(for: Self.pause) }
            if refusals.revision != saved { saved = save() }
            log.tellCounted()
            if Task.isCancelled { return }
        }
    }

    private func save() -> Int64 {
        let revision = refusals.revision
        do {
            try file.save(refusals.newestFirst.reversed())
        } catch {
            logger.warning("refused deliveries not saved", metadata: ["error": "\(error)"])
        }
        return revision
    }
}
