import Dispatch

/// Runs the sandboxes on threads of their own.
///
/// Tests wait for processes by blocking; did they block the last thread that could answer the
/// server, both would wait for ever.
final class SandboxExecutor: TaskExecutor {
    static let shared = SandboxExecutor()

    private let queue = DispatchQueue(label: "sandbox", attributes: .concurrent)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
