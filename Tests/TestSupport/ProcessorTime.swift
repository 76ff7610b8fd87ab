internal import Foundation

/// The least processor time that some work takes this thread in a few tries.
///
/// Unlike the time that passes, it does not depend on what else the machine does; still, only the
/// ratio of two such times says something on every machine.
package func leastProcessorTime(
    tries: Int = 5,
    _ work: () throws -> Void
) rethrows -> Duration {
    var least = Duration.seconds(3600)
    for _ in 0..<tries {
        let start = processorTime()
        try work()
        least = min(least, processorTime() - start)
    }
    return least
}

private func processorTime() -> Duration {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
}
