internal import EventLog
internal import LogIntegrity
internal import ServiceLifecycle

/// Signs a checkpoint at every interval in which the log has grown.
struct CheckpointSigning: Service {
    let checkpoints: CheckpointKeeping
    let interval: Duration
    let clock: any Clock<Duration>
    let threads: LogThreads

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskExecutorPreference(threads) {
                await checkpoints.run(every: interval, clock: clock)
            }
        }
    }
}
