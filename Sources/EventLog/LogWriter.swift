package import Dispatch
internal import Synchronization

/// The one thread that writes a log: batches of appends, and other writes between them.
package final class LogWriter: Sendable {
    private let queue = DispatchQueue(label: "event-log.writing")
    /// The number of callers blocked in `perform`.
    private let waitingCount = Atomic(0)

    /// Makes a writer; its thread exists only while it has work.
    package init() {}

    /// Runs work soon, after everything submitted earlier.
    package func run(_ work: @escaping @Sendable () -> Void) {
        queue.async(execute: work)
    }

    /// Runs work after a pause.
    package func run(after pause: DispatchTimeInterval, _ work: @escaping @Sendable () -> Void) {
        queue.asyncAfter(deadline: .now() + pause, execute: work)
    }

    /// Runs work between two batches and blocks the calling thread until it is done.
    package func perform<R: Sendable>(
        _ work: @escaping @Sendable () throws(EventLogError) -> R
    ) throws(EventLogError) -> R {
        let done = DispatchSemaphore(value: 0)
        let result = Mutex<Result<R, EventLogError>>(.failure(.closed))
        waitingCount.add(1, ordering: .relaxed)
        queue.async { [self] in
            waitingCount.subtract(1, ordering: .relaxed)
            let made: Result<R, EventLogError>
            do throws(EventLogError) {
                made = .success(try work())
            } catch {
                made = .failure(error)
            }
            result.withLock { $0 = made }
            done.signal()
        }
        done.wait()
        return try result.withLock(\.self).get()
    }

    /// Whether a caller is blocked in `perform`; even a steady stream of appends must let it in.
    var isAwaited: Bool { waitingCount.load(ordering: .relaxed) > 0 }
}
