internal import Synchronization

/// The newest refused deliveries, in memory only: they never enter the log, which an attacker could fill with them.
package final class RefusedDeliveries: Sendable {
    /// How many are kept.
    package static let limit = 1000

    private struct Ring: Sendable {
        var deliveries: [RefusedDelivery] = []
        /// Where the oldest stands once the ring is full.
        var oldest = 0
        var total = 0
    }

    private let ring = Mutex(Ring())

    package init() {}

    /// Takes one in; the oldest one goes when `limit` are held.
    package func add(_ delivery: RefusedDelivery) {
        ring.withLock { ring in
            ring.total += 1
            if ring.deliveries.count < Self.limit {
                ring.deliveries.append(delivery)
            } else {
                ring.deliveries[ring.oldest] = delivery
                ring.oldest = (ring.oldest + 1) % Self.limit
            }
        }
    }

    /// Those that are held, newest first.
    package var newestFirst: [RefusedDelivery] {
        ring.withLock { ring in
            Array((ring.deliveries[ring.oldest...] + ring.deliveries[..<ring.oldest]).reversed())
        }
    }

    /// How many there were since the start, kept or not.
    package var total: Int {
        ring.withLock(\.total)
    }
}
