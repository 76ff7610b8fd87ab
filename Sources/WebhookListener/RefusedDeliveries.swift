internal import Synchronization
package import WebhookSignatures

/// The newest refused deliveries, in memory only: in the log, an attacker could use them to fill
/// the disk.
package final class RefusedDeliveries: Sendable {
    /// The maximum number of deliveries kept.
    package static let limit = 1000

    private struct Ring: Sendable {
        var deliveries: [RefusedDelivery] = []
        /// The index of the oldest one once the ring is full.
        var oldest = 0
        var total: Int64 = 0
    }

    private let ring = Mutex(Ring())

    /// Restores earlier refusals, oldest first, and continues their numbering.
    package init(restoring deliveries: [RefusedDelivery] = []) {
        ring.withLock { ring in
            ring.deliveries = deliveries.suffix(Self.limit)
            ring.total = deliveries.last?.number ?? 0
        }
    }

    /// Adds one; drops the oldest if there are `limit` already.
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

    /// The kept refusals, newest first.
    package var newestFirst: [RefusedDelivery] {
        ring.withLock { ring in
            Array((ring.deliveries[ring.oldest...] + ring.deliveries[..<ring.oldest]).reversed())
        }
    }

    /// The number of refusals so far, including dropped ones.
    package var total: Int64 {
        ring.withLock(\.total)
    }
}
