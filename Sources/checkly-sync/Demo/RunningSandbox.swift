import Logging
import Sandbox
import ServiceLifecycle

/// A sandbox Checkly inside the program.
enum RunningSandbox {
    /// Runs a Checkly as long as something uses it.
    ///
    /// - Parameters:
    ///   - logger: Where it tells what goes wrong.
    ///   - body: What uses it, given its state and its port.
    /// - Returns: What `body` returns.
    /// - Throws: `CommandError.notReady` if it does not start, and what `body` throws.
    static func using<Outcome: Sendable>(
        _ logger: Logger,
        _ body: (SandboxChecklyState, Int) async throws -> Outcome
    ) async throws -> Outcome {
        let state = SandboxChecklyState()
        await state.addAccount(SandboxNames.account, named: "Sandbox")
        await state.addAPIKey(SandboxNames.apiKey, accounts: [SandboxNames.account])
        return try await withThrowingTaskGroup(of: Void.self) { group in
            let (ports, announce) = AsyncStream.makeStream(of: Int.self)
            let application: any Service = SandboxCheckly(state: state, logger: logger)
                .makeApplication(port: 0) { announce.yield($0) }
            group.addTask {
                defer { announce.finish() }
                try await application.run()
            }
            guard let port = await ports.first(where: { _ in true }) else {
                throw CommandError.notReady(what: "The sandbox")
            }
            defer { group.cancelAll() }
            return try await body(state, port)
        }
    }
}
