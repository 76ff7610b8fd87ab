package import Dispatch
internal import Synchronization

/// The one thread that writes a log: batches of appends, and between them what else is to be written.
package final class LogWriter: Sendable {
    private let queue = DispatchQueue(label: "event-log.writing")
    /// How much waits beside appends.
    private let waitingCount = Atomic(0)

    package init() {}

    /// Has something done soon, after everything asked for before.
    package func run(_ work: @escaping @Sendable () -> Void) {
        queue.async(execute: work)
    }

    /// Has something done later.
    package func run(after pause: DispatchTimeInterval, _ work: @escaping @Sendable () -> Void) {
        queue.asyncAfter(deadline: .now() + pause, execute: work)
    }

    /// Has something done between two batches, and waits for it; it blocks the caller's thread.
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

    /// Whether somebody waits in `perform`, to whom appends that never end must give way.
    var isAwaited: Bool { waitingCount.load(ordering: .relaxed) > 0 }
}
