internal import Dispatch

/// Threads for what tests wait for: sandboxes, and what programs write.
///
/// Tests block while they wait on raw connections. If they blocked the last thread that could
/// answer the server or take what it writes, both would wait for ever.
package final class BackgroundThreads: TaskExecutor {
    package static let shared = BackgroundThreads()

    private let queue = DispatchQueue(label: "background", attributes: .concurrent)

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
