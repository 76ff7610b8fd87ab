internal import ServiceLifecycle

/// Tells the service manager when the process begins to stop.
struct ManagerTelling: Service {
    let manager: ServiceManager

    func run() async throws {
        try? await gracefulShutdown()
        manager.tell(.stopping)
    }
}

extension ServiceManager {
    /// Tells that the process is alive as often as the manager wants to hear it, until the task
    /// that is returned is cancelled.
    func keepTelling(_ clock: any Clock<Duration>) -> Task<Void, Never>? {
        watchdogInterval.map { interval in
            Task {
                repeat {
                    tell(.alive)
                } while (try? await clock.sleep(for: interval)) != nil
            }
        }
    }
}
