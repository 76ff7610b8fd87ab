internal import Glibc
internal import ServiceLifecycle
internal import UnixSignals

/// Signals to this process: SIGTERM and SIGINT to stop, a second one to stop at once, SIGHUP to
/// reload files.
struct ServerSignals: Sendable {
    /// Yields one element, or ends, when the server is to stop.
    let stops: AsyncStream<Void>
    /// Yields an element each time files are to be reloaded.
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

    /// Receives signals until the task is cancelled.
    func watch() async -> Task<Void, Never> {
        let ends: [UnixSignal] = [.sigterm, .sigint]
        let signals = await UnixSignalsSequence(trapping: heedsHangup ? ends + [.sighup] : ends)
        return Task {
            var isStopping = false
            for await signal in signals {
                if signal == .sighup {
                    hangUp.yield()
                } else if isStopping {
                    // Everything answered is on disk; the next start is like one after a crash.
                    _exit(128 + (signal == .sigint ? SIGINT : SIGTERM))
                } else {
                    isStopping = true
                    stop.yield()
                }
            }
        }
    }
}

/// A service that ends when the server is told to stop, and all others with it.
struct StopRequests: Service {
    let requests: AsyncStream<Void>

    func run() async throws {
        for await _ in requests.cancelOnGracefulShutdown() { return }
    }
}
