internal import Synchronization
package import WebhookSignatures

/// The newest refused deliveries, held in memory: they never enter the log, which an attacker could fill with them.
package final class RefusedDeliveries: Sendable {
    /// How many are kept.
    package static let limit = 1000

    private struct Ring: Sendable {
        var deliveries: [RefusedDelivery] = []
        /// Where the oldest stands once the ring is full.
        var oldest = 0
        var total: Int64 = 0
    }

    private let ring = Mutex(Ring())

    /// Begins with what was held before, oldest first, and counts on from there.
    package init(restoring deliveries: [RefusedDelivery] = []) {
        ring.withLock { ring in
            ring.deliveries = deliveries.suffix(Self.limit)
            ring.total = deliveries.last?.number ?? 0
        }
    }

    /// Takes one in; the oldest one goes when `limit` are held.
    package func add(_ delivery: RefusedDelivery) {
        ring.withLock { ring in
            ring.total += 1
            var delivery = delivery
            delivery.number = ring.total
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

    /// How many there were, kept or not.
    package var total: Int64 {
        ring.withLock(\.total)
    }
}
