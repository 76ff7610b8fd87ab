internal import Logging
internal import ServiceLifecycle

/// Saves the lists beside the log, at most once per interval and at the end.
///
/// Anybody can cause refusals and repetitions, so each must not cost a write.
struct ListKeeping: Service {
    /// What a crash may lose.
    static let pause = Duration.seconds(10)

    let lists: [KeptList]
    let log: RefusalLog
    let clock: any Clock<Duration>
    let logger: Logger

    func run() async throws {
        var saved = lists.map { $0.revision() }
        while !Task.isShuttingDownGracefully {
            try? await cancelWhenGracefulShutdown { try await clock.sleep(for: Self.pause) }
            for (index, list) in lists.enumerated() where list.revision() != saved[index] {
                saved[index] = save(list)
            }
            log.tellCounted()
            if Task.isCancelled { return }
        }
    }

    private func save(_ list: KeptList) -> Int {
        let revision = list.revision()
        do {
            try list.save()
        } catch {
            logger.warning("\(list.name) not saved", metadata: ["error": "\(error)"])
        }
        return revision
    }
}
