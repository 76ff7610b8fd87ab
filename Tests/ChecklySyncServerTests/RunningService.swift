import Logging
import ServiceLifecycle

/// A service that runs in a group of its own, as the server runs it.
struct RunningService {
    private let group: ServiceGroup

    private init(_ service: any Service) {
        group = ServiceGroup(
            services: [service],
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    /// Runs a service while `body` looks at it, and then stops it.
    ///
    /// - Throws: What the service or `body` throws, and an error if the service ends by itself.
    static func run(
        _ service: any Service,
        while body: (RunningService) async throws -> Void
    ) async throws {
        let running = RunningService(service)
        async let end: Void = running.group.run()
        try await body(running)
        await running.stop()
        try await end
    }

    /// Tells the service to stop.
    func stop() async { await group.triggerGracefulShutdown() }
}
