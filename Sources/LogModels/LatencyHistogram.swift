/// How many times were about how long, in buckets that are a quarter wider each.
package struct LatencyHistogram: Sendable {
    /// The upper bounds of the buckets in microseconds: from a millisecond to some 15 minutes.
    private static let bounds: [Int64] = {
        var bounds: [Int64] = [1000]
        while bounds[bounds.count - 1] < 900_000_000 {
            bounds.append(bounds[bounds.count - 1] * 5 / 4)
        }
        return bounds
    }()

    /// By bucket, of which the last is for all that is longer; empty until something is counted.
    private var counts: [UInt32] = []

    /// Nothing is counted yet.
    package init() {}

    /// How many times were counted.
    package var count: Int { counts.reduce(0) { $0 + Int($1) } }

    /// Counts a time in microseconds; one below 0, after a clock was set back, counts as 0.
    package mutating func add(_ microseconds: Int64) {
        if counts.isEmpty { counts = Array(repeating: 0, count: Self.bounds.count + 1) }
        var (low, high) = (0, Self.bounds.count)
        while low < high {
            let middle = (low + high) / 2
            if Self.bounds[middle] < microseconds { low = middle + 1 } else { high = middle }
        }
        counts[low] &+= 1
    }

    /// Counts what another histogram has counted.
    package mutating func add(_ other: LatencyHistogram) {
        guard !other.counts.isEmpty else { return }
        if counts.isEmpty { return counts = other.counts }
        for index in counts.indices { counts[index] &+= other.counts[index] }
    }

    /// The time in milliseconds that a share of all times, from 1 to 100 percent, does not exceed;
    /// up to a quarter too high, and nil if nothing was counted.
    package func milliseconds(ofPercentile percent: Int) -> Int64? {
        let total = count
        guard total > 0 else { return nil }
        let rank = (total * percent + 99) / 100
        var seen = 0
        for (index, count) in counts.enumerated() {
            seen += Int(count)
            if seen >= rank { return Self.bounds[min(index, Self.bounds.count - 1)] / 1000 }
        }
        return nil
    }
}
