internal import Metrics
internal import Synchronization

/// The counters of a family by their labels, each made when it first counts.
///
/// A counter that is known costs a lookup and an atomic addition, without its labels as text.
final class CounterFamily<Labels: Hashable & Sendable>: Sendable {
    private let counters = Mutex<[Labels: Counter]>([:])
    private let make: @Sendable (Labels) -> Counter

    /// - Parameters:
    ///   - family: What is counted.
    ///   - factory: Makes the counters.
    ///   - dimensions: Names the labels, in the order in which they are shown.
    init(
        _ family: MetricFamily,
        in factory: any MetricsFactory,
        dimensions: @escaping @Sendable (Labels) -> [(String, String)]
    ) {
        make = { Counter(label: family.name, dimensions: dimensions($0), factory: factory) }
    }

    /// Counts one.
    func increment(_ labels: Labels) { counter(labels).increment() }

    /// Shows that nothing was counted yet, so that a rate sees the first one.
    func announce(_ labels: Labels...) {
        for each in labels { _ = counter(each) }
    }

    private func counter(_ labels: Labels) -> Counter {
        counters.withLock { counters in
            if let known = counters[labels] { return known }
            let made = make(labels)
            counters[labels] = made
            return made
        }
    }
}
