internal import Glibc
internal import ServiceLifecycle
internal import UnixSignals

/// What the system tells this process: SIGTERM and SIGINT to stop, a second one to stop at once,
/// SIGHUP to read again.
struct ServerSignals: Sendable {
    /// Ends, or brings one element, when the server is to stop.
    let stops: AsyncStream<Void>
    /// An element for each time that files are to be read again.
    let hangups: AsyncStream<Void>
    private let stop: AsyncStream<Void>.Continuation
    private let hangUp: AsyncStream<Void>.Continuation
    private let heedsHangup: Bool

    /// From here on SIGHUP does not end the process, if it is heeded.
    init(heedsHangup: Bool) {
        (stops, stop) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        (hangups, hangUp) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        self.heedsHangup = heedsHangup
        if heedsHangup { _ = signal(SIGHUP, SIG_IGN) }
    }

    /// Takes signals from now on, until the task is cancelled.
    func watch() async -> Task<Void, Never> {
        let ends: [UnixSignal] = [.sigterm, .sigint]
        let signals = await UnixSignalsSequence(trapping: heedsHangup ? ends + [.sighup] : ends)
        return Task {
            var isStopping = false
            for await signal in signals {
                if signal == .sighup {
                    hangUp.yield()
                } else if isStopping {
                    // What was answered is on disk; a start after this is one after a crash.
                    _exit(128 + (signal == .sigint ? SIGINT : SIGTERM))
                } else {
                    isStopping = true
                    stop.yield()
                }
            }
        }
    }
}

/// Ends, and with it all that serves, when the server is told to stop.
struct StopRequests: Service {
    let requests: AsyncStream<Void>

    func run() async throws {
        for await _ in requests.cancelOnGracefulShutdown() { return }
    }
}
