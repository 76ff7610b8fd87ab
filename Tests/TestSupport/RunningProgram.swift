internal import Glibc
internal import Subprocess
internal import Synchronization

/// A program that runs beside a test; every program that a test starts is one.
///
/// It is killed, with the programs it has started, when nobody holds this any more. It is also
/// killed when the process of the tests ends, however that comes about. Its standard input is
/// empty, and what it writes is taken while it runs.
package final class RunningProgram: Sendable {
    private let process = LivingProcess()
    private let output = ProgramOutput()
    private let running: Task<Int32, any Error>

    /// Starts a program and returns once its process exists.
    ///
    /// - Parameters:
    ///   - command: The program, by its name or path, and its arguments.
    ///   - environment: The variables to add to those of the tests.
    /// - Throws: Why it cannot be started, and `CancellationError` where the test is cancelled.
    package init(_ command: [String], environment: [String: String] = [:]) async throws {
        let (process, output) = (process, output)
        let (starts, started) = AsyncStream.makeStream(of: Void.self)
        running = Task(executorPreference: BackgroundThreads.shared) {
            defer {
                started.finish()
                output.finish()
            }
            return try await Self.run(command, environment, process, output, started)
        }
        for await _ in starts { return }
        _ = try await ended()
        throw CancellationError()
    }

    deinit { kill() }

    private static func run(
        _ command: [String],
        _ environment: [String: String],
        _ process: LivingProcess,
        _ output: ProgramOutput,
        _ started: AsyncStream<Void>.Continuation
    ) async throws -> Int32 {
        var options = PlatformOptions()
        // A group of its own, so that what it starts can be killed with it.
        options.processGroupID = 0
        let variables = environment.map { (Environment.Key(stringLiteral: $0), Optional($1)) }
        let result = try await Subprocess.run(
            .name("setpriv"),
            arguments: Arguments(["--pdeathsig", "KILL", "--"] + command),
            environment: .inherit.updating(Dictionary(variables) { $1 }),
            platformOptions: options,
            input: .none,
            output: .sequence,
            error: .combinedWithOutput
        ) { execution in
            process.begin(execution.processIdentifier.value) { signal, isForGroup in
                try? execution.send(signal: signal, toProcessGroup: isForGroup)
            }
            defer { process.end() }
            started.yield()
            for try await bytes in execution.standardOutput {
                try bytes.withUnsafeBytes { try output.take($0) }
            }
        }
        return switch result.terminationStatus {
        case .exited(let status): status
        case .signaled(let signal): signal
        }
    }

    /// The number of its process, which the system may give to another once it has ended.
    package var identifier: Int32 { process.identifier }

    /// Everything it has written so far, to both outputs.
    package var said: String { output.text }

    /// Sends it a signal, unless it has ended.
    package func send(_ signal: Int32) { process.send(Signal(rawValue: signal), isForGroup: false) }

    /// Kills it and what it has started.
    private func kill() {
        process.send(.kill, isForGroup: true)
        running.cancel()
    }

    /// Waits for its end; it is killed where that takes too long or the test is cancelled.
    ///
    /// - Returns: Its exit status, or the number of the signal that ended it.
    /// - Throws: `TookTooLong`, and `OutputTooLong` where it was killed for that.
    package func ended() async throws -> Int32 {
        try await withPatience {
            try await withTaskCancellationHandler {
                try await self.running.value
            } onCancel: {
                self.kill()
            }
        }
    }

    /// Waits until something is found in what it has written.
    ///
    /// - Parameter find: Asked again whenever it has written more.
    /// - Returns: What was found; nil where it ended without it.
    /// - Throws: `TookTooLong`.
    package func first<Found: Sendable>(
        _ find: @escaping @Sendable (_ said: String) -> Found?
    ) async throws -> Found? {
        let output = output
        return try await withPatience { await output.first(find) }
    }
}

extension RunningProgram {
    /// Runs a program to its end.
    ///
    /// - Returns: Its exit status, or the number of the signal that ended it, and everything it
    ///   wrote to both outputs.
    /// - Throws: What starting it and waiting for its end throw.
    package static func toItsEnd(
        _ command: [String],
        environment: [String: String] = [:]
    ) async throws -> (status: Int32, said: String) {
        let program = try await RunningProgram(command, environment: environment)
        let status = try await program.ended()
        return (status, program.said)
    }
}

/// A program took longer than a test waits for one.
package struct TookTooLong: Error {}

/// Does work that ends when it is cancelled, and cancels it when it takes too long.
private func withPatience<Result: Sendable>(
    _ work: @escaping @Sendable () async throws -> Result
) async throws -> Result {
    try await withThrowingTaskGroup(of: Result.self) { group in
        defer { group.cancelAll() }
        group.addTask { try await work() }
        group.addTask {
            // It only bounds a wait in vain, so it is generous: a machine may be slow.
            try await Task.sleep(for: .seconds(300))
            throw TookTooLong()
        }
        guard let result = try await group.next() else { throw CancellationError() }
        return result
    }
}

/// Sends signals to a process while its number is certainly its own.
private final class LivingProcess: Sendable {
    private struct State {
        var identifier: Int32 = 0
        var send: (@Sendable (Signal, Bool) -> Void)?
    }

    private let state = Mutex(State())

    var identifier: Int32 { state.withLock(\.identifier) }

    func begin(_ identifier: Int32, send: @escaping @Sendable (Signal, Bool) -> Void) {
        state.withLock { $0 = State(identifier: identifier, send: send) }
    }

    func end() { state.withLock { $0.send = nil } }

    func send(_ signal: Signal, isForGroup: Bool) {
        state.withLock { $0.send?(signal, isForGroup) }
    }
}
