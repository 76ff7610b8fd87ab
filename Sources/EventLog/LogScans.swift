internal import DequeModule
internal import Foundation
internal import Glibc
internal import Synchronization

/// Long reads of a log, each with its own thread and connection; a few run at once and the others
/// queue.
///
/// Their threads run at low priority, so that a search does not slow down deliveries. A scan ends
/// early if its task is cancelled or the log closes.
package final class LogScans: Sendable {
    /// How many scans run at once by default.
    package static let standardLimit = 2
    /// How many more may wait.
    package static let waitingLimit = 16
    /// The threads' nice value (`setpriority(2)`): under contention they get about a tenth of the
    /// CPU time.
    private static let niceness: CInt = 10

    private struct Job: Sendable {
        let control: ScanControl
        let run: @Sendable () -> Void
        let refuse: @Sendable (EventLogError) -> Void
    }

    private struct Line {
        var running: [ObjectIdentifier: ScanControl] = [:]
        /// Oldest first; at most `waitingLimit`.
        var waiting: Deque<Job> = []
        var isClosed = false
    }

    private let limit: Int
    private let open: @Sendable (ScanControl) throws(EventLogError) -> EventReader
    private let line = Mutex(Line())

    init(
        limit: Int = standardLimit,
        open: @escaping @Sendable (ScanControl) throws(EventLogError) -> EventReader
    ) {
        self.limit = limit
        self.open = open
    }

    /// The number of waiting scans.
    package var waitingCount: Int { line.withLock(\.waiting.count) }

    /// Reads the log on a separate thread when this scan's turn comes.
    ///
    /// `body` gets a reader that nobody else uses, and must make all its reads through it.
    ///
    /// - Throws: `EventLogError.busy` if too many scans are waiting, `.cancelled`, `.closed`, and
    ///   what `body` throws.
    package func perform<R: Sendable>(
        _ body: @escaping @Sendable (EventReader) throws(EventLogError) -> R
    ) async throws(EventLogError) -> R {
        let control = ScanControl()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation {
                (done: CheckedContinuation<Result<R, EventLogError>, _>) in
                let job = Job(control: control) { [open] in
                    let result: Result<R, EventLogError>
                    do throws(EventLogError) {
                        try control.check()
                        result = .success(try body(try open(control)))
                    } catch {
                        // An interrupted read does not say who interrupted it.
                        result = .failure(control.isCancelled ? .cancelled : error)
                    }
                    done.resume(returning: result)
                } refuse: {
                    done.resume(returning: .failure($0))
                }
                enter(job)
            }
        } onCancel: {
            cancel(control)
        }
        return try result.get()
    }

    /// Ends running scans and accepts no more.
    package func close() {
        let (running, waiting) = line.withLock { line in
            line.isClosed = true
            defer { line.waiting = [] }
            return (Array(line.running.values), line.waiting)
        }
        for control in running { control.cancel() }
        for job in waiting { job.refuse(.closed) }
    }

    private enum Entry { case begins, waits, refused(EventLogError) }

    private func enter(_ job: Job) {
        let entry = line.withLock { line -> Entry in
            if line.isClosed { return .refused(.closed) }
            if job.control.isCancelled { return .refused(.cancelled) }
            if line.running.count < limit {
                line.running[ObjectIdentifier(job.control)] = job.control
                return .begins
            }
            guard line.waiting.count < Self.waitingLimit else {
                return .refused(.busy(limit: limit + Self.waitingLimit))
            }
            line.waiting.append(job)
            return .waits
        }
        switch entry {
        case .begins: start(job)
        case .waits: break
        case .refused(let error): job.refuse(error)
        }
    }

    private func start(_ first: Job) {
        Thread.detachNewThread { [self] in
            // On Linux this applies per thread and is inherited by the threads it starts.
            _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, Self.niceness)
            var next: Job? = first
            while let job = next {
                job.run()
                next = line.withLock { line in
                    line.running[ObjectIdentifier(job.control)] = nil
                    guard let job = line.waiting.popFirst() else { return nil }
                    line.running[ObjectIdentifier(job.control)] = job.control
                    return job
                }
            }
        }
    }

    private func cancel(_ control: ScanControl) {
        control.cancel()
        let job = line.withLock { line -> Job? in
            guard let index = line.waiting.firstIndex(where: { $0.control === control }) else {
                return nil
            }
            return line.waiting.remove(at: index)
        }
        job?.refuse(.cancelled)
    }
}
