internal import Glibc
internal import Logging
internal import NIOCore
internal import ServiceLifecycle
internal import Settings

/// One endpoint of the server; says which address it is when it cannot listen there.
///
/// It is given up when it has not ended some time after it was told to: connections are ended by
/// then, and what a request still does here need not be waited for.
struct EndpointService: Service {
    let application: any Service
    let address: String
    /// How long it may take to end.
    let stopDeadline: Duration
    let clock: any Clock<Duration>
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
                try await clock.sleep(for: stopDeadline)
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
