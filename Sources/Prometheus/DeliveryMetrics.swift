internal import Metrics
internal import Synchronization

/// Counts answers to deliveries, and notes how far senders' clocks are off.
///
/// Apart from what commits count, so that no delivery waits while a commit is counted.
package final class DeliveryMetrics: Sendable {
    private struct Answer: Hashable {
        let source: String
        let status: Int
    }

    private let answers: CounterFamily<Answer>
    private let skews = Mutex<[String: Gauge]>([:])
    private let factory: any MetricsFactory

    init(factory: any MetricsFactory) {
        self.factory = factory
        answers = CounterFamily(.deliveries, in: factory) {
            [("source", $0.source), ("status", "\($0.status)")]
        }
    }

    /// Counts an answer to a delivery.
    package func count(source: String, status: Int) {
        answers.increment(Answer(source: source, status: status))
    }

    /// Notes how long before its arrival a source's newest delivery was signed.
    package func noteClockSkew(source: String, seconds: Int64) {
        let gauge = skews.withLock { skews in
            if let known = skews[source] { return known }
            let made = Gauge(
                label: MetricFamily.clockSkew.name,
                dimensions: [("source", source)],
                factory: factory
            )
            skews[source] = made
            return made
        }
        gauge.record(seconds)
    }
}
