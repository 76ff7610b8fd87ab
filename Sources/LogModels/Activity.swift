package import SyncModel

/// How much came in and went out: by minute for a day, by hour for 30 days.
///
/// It is folded from events like the state; its size is bounded.
package struct Activity: Sendable {
    /// The width of a bucket.
    package enum Step: String, Sendable, CaseIterable {
        case minute, hour

        /// The width in microseconds.
        package var width: Int64 { self == .minute ? 60_000_000 : 3_600_000_000 }

        /// The number of buckets that are kept.
        package var bucketCount: Int { self == .minute ? 24 * 60 : 30 * 24 }

        /// The start of the bucket to which a time belongs.
        package func start(of time: Timestamp) -> Timestamp {
            Timestamp(microseconds: index(of: time) * width)
        }

        fileprivate func index(of time: Timestamp) -> Int64 {
            time.microseconds / width - (time.microseconds % width < 0 ? 1 : 0)
        }
    }

    /// What happened within one bucket.
    package struct Counts: Sendable {
        /// Deliveries that were recorded, those that were ignored or malformed included.
        package var deliveries = 0
        /// Variables written or deleted at Checkly.
        package var writes = 0
        /// Variables that could not be written.
        package var failedWrites = 0
        /// The times from the event that brought a value to Checkly's acknowledgement.
        package var latencies = LatencyHistogram()

        /// Nothing happened.
        package init() {}

        /// Adds what happened in another bucket.
        package mutating func add(_ other: Counts) {
            deliveries += other.deliveries
            writes += other.writes
            failedWrites += other.failedWrites
            latencies.add(other.latencies)
        }
    }

    /// The buckets of one width, reused in turn.
    private struct Ring {
        let step: Step
        var buckets: [(index: Int64, counts: Counts)]

        init(_ step: Step) {
            self.step = step
            buckets = Array(repeating: (.min, Counts()), count: step.bucketCount)
        }

        mutating func update(at time: Timestamp, _ change: (inout Counts) -> Void) {
            let index = step.index(of: time)
            let slot = slot(of: index)
            // A clock that was far ahead may have taken the bucket.
            if buckets[slot].index > index { return }
            if buckets[slot].index < index { buckets[slot] = (index, Counts()) }
            change(&buckets[slot].counts)
        }

        func counts(at index: Int64) -> Counts {
            let bucket = buckets[slot(of: index)]
            return bucket.index == index ? bucket.counts : Counts()
        }

        private func slot(of index: Int64) -> Int {
            let count = Int64(buckets.count)
            return Int((index % count + count) % count)
        }
    }

    /// The last event that was counted.
    package private(set) var position: Position
    private var minutes = Ring(.minute)
    private var hours = Ring(.hour)
    private var recent = RecentSecrets()
    private var lastDelivery: [UInt8]?

    /// Counts the events after a position.
    package init(after position: Position) {
        self.position = position
    }

    /// Counts the next event.
    package mutating func take(_ event: RecordedEvent) {
        position = event.position
        if let identity = event.deliveryIdentity, RecordedDelivery.types.contains(event.body.type) {
            // The events of a delivery follow each other.
            if identity != lastDelivery { update(at: event) { $0.deliveries += 1 } }
            lastDelivery = identity
        }
        switch event.body {
        case .secrets(.changed), .secrets(.snapshot), .folder(.observed):
            recent.add(event.position, recordedAt: event.recordedAt)
        case .push(.variableWritten(let variable)):
            let start = variable.value.flatMap { recent.recordedAt($0.place.position) }
            update(at: event) { counts in
                counts.writes += 1
                if let start {
                    counts.latencies.add(event.recordedAt.microseconds - start.microseconds)
                }
            }
        case .push(.variableDeleted): update(at: event) { $0.writes += 1 }
        case .push(.variableFailed): update(at: event) { $0.failedWrites += 1 }
        case .source, .connection, .sync, .delivery, .pushing, .administration, .secrets(.imports),
            .folder(.declaredComplete), .folder(.notified), .folder(.fetchFailed),
            .folder(.emptiedHeld), .folder(.emptiedConfirmed), .push(.started), .push(.attempted),
            .push(.variableSkipped), .push(.finished):
            break
        }
    }

    private mutating func update(at event: RecordedEvent, _ change: (inout Counts) -> Void) {
        minutes.update(at: event.recordedAt, change)
        hours.update(at: event.recordedAt, change)
    }

    /// What happened from the bucket of one time through the bucket of another, oldest first; at
    /// most as many buckets as are kept, the newest ones.
    package func buckets(
        from start: Timestamp,
        through end: Timestamp,
        by step: Step
    ) -> [(start: Timestamp, counts: Counts)] {
        let ring = step == .minute ? minutes : hours
        let last = step.index(of: end)
        let first = max(step.index(of: start), last - Int64(step.bucketCount) + 1)
        guard first <= last else { return [] }
        return (first...last)
            .map { (Timestamp(microseconds: $0 * step.width), ring.counts(at: $0)) }
    }
}
