internal import LiveLog
internal import ServiceLifecycle

/// Writes the log lines of recorded events while the server runs.
struct EventTelling: Service {
    let log: ServerLog
    let state: CurrentState

    func run() async throws {
        await withGracefulShutdownHandler {
            await log.run(state: state)
        } onGracefulShutdown: {
            log.finish()
        }
    }
}
