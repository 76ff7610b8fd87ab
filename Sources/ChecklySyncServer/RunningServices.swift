internal import EventLog
internal import Glibc
internal import LiveLog
internal import Logging
internal import NIOCore
internal import ServiceLifecycle
internal import FolderFetching
internal import SyncEngine

/// One side of the server; says which address it is when it cannot listen there.
///
/// It is given up when it has not ended some time after it was told to: connections are ended by
/// then, and what a request still does here need not be waited for.
struct Surface: Service {
    let application: any Service
    let address: String
    /// How long it may take to end.
    let stopDeadline: Duration
    let logger: Logger

    /// How it came to an end.
    private enum End: Sendable {
        case finished
        case failed(any Error)
        case givenUp
    }

    func run() async throws {
        let (ends, end) = AsyncStream.makeStream(of: End.self)
        let running = Task {
            do {
                try await application.run()
                end.yield(.finished)
            } catch {
                end.yield(.failed(error))
            }
        }
        let first = Task {
            for await end in ends { return end }
            return .finished
        }
        let giveUp = { @Sendable in
            _ = Task {
                try await Task.sleep(for: stopDeadline)
                end.yield(.givenUp)
            }
        }
        let result = await withTaskCancellationHandler {
            await withGracefulShutdownHandler {
                await first.value
            } onGracefulShutdown: {
                giveUp()
            }
        } onCancel: {
            running.cancel()
            giveUp()
        }
        switch result {
        case .finished: break
        case .givenUp: logger.warning("requests given up", metadata: ["address": "\(address)"])
        case .failed(let error as IOError):
            throw SettingsError.cannotListen(
                address: address,
                reason: String(cString: strerror(error.errnoCode))
            )
        case .failed(let error): throw error
        }
    }
}

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

/// The engine as a service: its end is the end of the live state's changes.
struct EngineService: Service {
    let engine: SyncEngine
    let state: CurrentState

    func run() async throws {
        await withGracefulShutdownHandler {
            await engine.run()
        } onGracefulShutdown: {
            state.finish()
        }
    }
}

/// Long reads of the log as a service: the end of the server ends them.
struct ScanService: Service {
    let scans: LogScans

    func run() async throws {
        try? await gracefulShutdown()
        scans.close()
    }
}

/// Reading folders back as a service.
struct ReadingService: Service {
    let reading: FolderFetching

    func run() async throws {
        await withGracefulShutdownHandler {
            await reading.run()
        } onGracefulShutdown: {
            reading.stop()
        }
    }
}
