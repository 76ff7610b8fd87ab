internal import DequeModule
internal import Dispatch
internal import Synchronization

/// Threads for work that blocks on a database or a file, so that event loops and Swift's shared
/// pool never do.
///
/// As the preferred executor of a task it runs whole requests: it runs the code of async functions
/// between suspension points. Work queues if all threads are busy.
package final class LogThreads: TaskExecutor {
    private struct Line {
        var idle: [DispatchQueue]
        /// Oldest first.
        var waiting: Deque<@Sendable () -> Void> = []
    }

    private let line: Mutex<Line>

    /// - Parameters:
    ///   - count: The number of threads.
    ///   - label: The prefix of their names in debuggers.
    package init(count: Int, label: String) {
        // Each queue has a thread of its own only while it has work.
        line = Mutex(Line(idle: (1...count).map { DispatchQueue(label: "\(label).\($0)") }))
    }

    /// Runs a job of Swift's concurrency runtime on one of the threads.
    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        run { [self] in job.runSynchronously(on: asUnownedTaskExecutor()) }
    }

    /// Runs work on one of the threads.
    package func run(_ work: @escaping @Sendable () -> Void) {
        let queue = line.withLock { line in
            let queue = line.idle.popLast()
            if queue == nil { line.waiting.append(work) }
            return queue
        }
        queue?.async { self.workOff(work, on: queue) }
    }

    private func workOff(_ first: @Sendable () -> Void, on queue: DispatchQueue?) {
        first()
        while true {
            let work = line.withLock { line in
                let work = line.waiting.popFirst()
                if work == nil, let queue { line.idle.append(queue) }
                return work
            }
            guard let work else { return }
            work()
        }
    }
}
