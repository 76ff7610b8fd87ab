internal import DequeModule
internal import Synchronization
package import WebhookSignatures

/// The newest refused deliveries, in memory only: in the log, an attacker could use them to fill
/// the disk.
package final class RefusedDeliveries: Sendable {
    /// The maximum number of deliveries kept.
    package static let limit = 1000

    private struct Content: Sendable {
        /// Oldest first.
        var deliveries: Deque<RefusedDelivery> = []
        var total: Int64 = 0
        var revision: Int64 = 0
    }

    private let content = Mutex(Content())

    /// Restores earlier refusals, oldest first, and continues their numbering.
    package init(restoring deliveries: [RefusedDelivery] = []) {
        content.withLock { content in
            content.deliveries = Deque(deliveries.suffix(Self.limit))
            content.total = deliveries.last?.number ?? 0
        }
    }

    /// Adds one; drops the oldest if there are `limit` already.
    ///
    /// - Returns: The number under which it is kept.
    @discardableResult
    package func add(_ delivery: RefusedDelivery) -> Int64 {
        content.withLock { content in
            content.total += 1
            content.revision += 1
            var delivery = delivery
            delivery.number = content.total
            if content.deliveries.count == Self.limit { content.deliveries.removeFirst() }
            content.deliveries.append(delivery)
            return content.total
        }
    }

    /// Adds to one what would have let it pass; does nothing if it is no longer kept.
    ///
    /// - Parameters:
    ///   - nearMisses: The codes of the differences of each near miss.
    ///   - number: The number under which it is kept.
    package func note(_ nearMisses: [[String]], of number: Int64) {
        content.withLock { content in
            let found = content.deliveries.lastIndex { $0.number == number }
            guard let found else { return }
            content.deliveries[found].nearMisses = nearMisses
            content.revision += 1
        }
    }

    /// Grows with every change.
    package var revision: Int64 { content.withLock(\.revision) }

    /// The kept refusals, newest first.
    package var newestFirst: [RefusedDelivery] {
        content.withLock { $0.deliveries.reversed() }
    }

    /// The number of refusals so far, including dropped ones.
    package var total: Int64 {
        content.withLock(\.total)
    }
}
