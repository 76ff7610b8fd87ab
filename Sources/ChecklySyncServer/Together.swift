internal import ServiceLifecycle

/// Services that are told to stop at the same time, where a group would tell one after the other.
struct Together: Service {
    private let services: [any Service]

    init(_ services: [any Service]) {
        self.services = services
    }

    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for service in services { group.addTask { try await service.run() } }
            for try await _ in group where !Task.isShuttingDownGracefully { group.cancelAll() }
        }
    }
}
