internal import Foundation
internal import Glibc
internal import Synchronization

/// A thread of low priority for tasks that may wait, or that take long.
///
/// As the preferred executor of a task it runs the task and its children, one job at a time. The
/// thread exists only while there are jobs.
package final class BackgroundThread: TaskExecutor {
    /// The thread's nice value (`setpriority(2)`): under contention it gets about a tenth of the
    /// CPU time.
    private static let niceness: CInt = 10
    /// `SCHED_IDLE` of sched(7), which the C library's module does not name.
    private static let idlePolicy: CInt = 5

    private struct Line {
        /// Oldest first; a few.
        var waiting: [UnownedJob] = []
        var isRunning = false
    }

    private let line = Mutex(Line())
    private let givesWay: Bool

    /// The thread starts with the first job.
    ///
    /// - Parameter givesWay: Whether it runs only while nobody else wants the processor, as work
    ///   may that nobody waits for. Whoever wants it then gets it at once, and not after the few
    ///   milliseconds that a thread of low priority may go on.
    package init(givesWay: Bool = false) {
        self.givesWay = givesWay
    }

    /// Runs a job of Swift's concurrency runtime on the thread.
    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let begins = line.withLock { line in
            line.waiting.append(job)
            defer { line.isRunning = true }
            return !line.isRunning
        }
        if begins { start() }
    }

    private func start() {
        Thread.detachNewThread { [self] in
            // On Linux both apply per thread.
            _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, Self.niceness)
            if givesWay {
                var parameters = sched_param()
                _ = sched_setscheduler(0, Self.idlePolicy, &parameters)
            }
            while let job = next() { job.runSynchronously(on: asUnownedTaskExecutor()) }
        }
    }

    /// The next job; nil ends the thread.
    private func next() -> UnownedJob? {
        line.withLock { line in
            line.isRunning = !line.waiting.isEmpty
            return line.isRunning ? line.waiting.removeFirst() : nil
        }
    }
}
