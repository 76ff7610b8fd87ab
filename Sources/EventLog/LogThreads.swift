internal import Dispatch
internal import Synchronization

/// Threads for work that waits for a database or a file, so that no event loop and no thread of Swift's shared pool does.
///
/// As a task's preferred executor it takes whole requests: what an async function does between two suspensions is done on
/// one of these threads. Work beyond their number waits its turn.
package final class LogThreads: TaskExecutor {
    private struct Line {
        var idle: [DispatchQueue]
        var waiting: [@Sendable () -> Void] = []
        /// The first of `waiting` that was not taken.
        var next = 0

        /// Takes what has waited longest.
        mutating func take() -> (@Sendable () -> Void)? {
            guard next < waiting.count else {
                waiting.removeAll()
                next = 0
                return nil
            }
            defer { next += 1 }
            // Else a line that never empties would keep all that was ever done.
            if next > 1024, next * 2 > waiting.count {
                waiting.removeFirst(next)
                next = 0
            }
            return waiting[next]
        }
    }

    private let line: Mutex<Line>

    /// - Parameters:
    ///   - count: How many threads work at once.
    ///   - label: What debuggers call them.
    package init(count: Int, label: String) {
        // Each of these queues gets a thread of its own while it has work, and none while it has not.
        line = Mutex(Line(idle: (1...count).map { DispatchQueue(label: "\(label).\($0)") }))
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        run { [self] in job.runSynchronously(on: asUnownedTaskExecutor()) }
    }

    /// Has work done on one of the threads.
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
                let work = line.take()
                if work == nil, let queue { line.idle.append(queue) }
                return work
            }
            guard let work else { return }
            work()
        }
    }
}
