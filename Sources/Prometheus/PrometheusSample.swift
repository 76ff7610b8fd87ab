internal import Metrics
internal import Synchronization

/// What one set of labels of a family stands at.
protocol PrometheusSample: AnyObject, Sendable {
    /// The lines of the page, each with its line break.
    func text(_ name: String, _ labels: String) -> String
}

/// A number that only grows; counting is one atomic addition.
final class PrometheusCounter: CounterHandler, PrometheusSample {
    private let count = Atomic<Int64>(0)

    func increment(by amount: Int64) { count.wrappingAdd(amount, ordering: .relaxed) }

    func reset() { count.store(0, ordering: .relaxed) }

    func text(_ name: String, _ labels: String) -> String {
        let count = count.load(ordering: .relaxed)
        return labels.isEmpty ? "\(name) \(count)\n" : "\(name){\(labels)} \(count)\n"
    }
}

/// The number that was recorded last.
final class PrometheusGauge: RecorderHandler, PrometheusSample {
    private let bits = Atomic<UInt64>(Double.zero.bitPattern)

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) { bits.store(value.bitPattern, ordering: .relaxed) }

    func text(_ name: String, _ labels: String) -> String {
        let value = Double(bitPattern: bits.load(ordering: .relaxed))
        let number = Int(exactly: value).map(String.init) ?? "\(value)"
        return labels.isEmpty ? "\(name) \(number)\n" : "\(name){\(labels)} \(number)\n"
    }
}

/// A counted distribution of durations in seconds.
final class PrometheusHistogram: TimerHandler, RecorderHandler, PrometheusSample {
    /// The upper bounds of the buckets, in seconds.
    private static let bounds = [
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30,
    ]

    private struct Distribution: Sendable {
        /// How many are in each bucket and in no smaller one.
        var counts = [Int](repeating: 0, count: bounds.count)
        var total = 0
        var sum = 0.0
    }

    private let distribution = Mutex(Distribution())

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1_000_000_000) }

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        let bucket = Self.bounds.firstIndex { value <= $0 }
        distribution.withLock { distribution in
            if let bucket { distribution.counts[bucket] += 1 }
            distribution.total += 1
            distribution.sum += value
        }
    }

    func text(_ name: String, _ labels: String) -> String {
        let distribution = distribution.withLock(\.self)
        let (front, all) = labels.isEmpty ? ("", "") : (labels + ",", "{\(labels)}")
        var (text, count) = ("", 0)
        for (bound, own) in zip(Self.bounds, distribution.counts) {
            count += own
            text += "\(name)_bucket{\(front)le=\"\(bound)\"} \(count)\n"
        }
        text += "\(name)_bucket{\(front)le=\"+Inf\"} \(distribution.total)\n"
        text += "\(name)_sum\(all) \(distribution.sum)\n"
        return text + "\(name)_count\(all) \(distribution.total)\n"
    }
}
