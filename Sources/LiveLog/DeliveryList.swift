package import Encodings
package import EventLog
package import LogModels
package import Projection
package import SyncModel

/// A page of recorded deliveries, from either end of the log.
///
/// It looks at a bounded stretch of the log, so it may be short and have a next page all the same.
package struct DeliveryList: Sendable {
    /// One delivery of a page.
    package struct Entry {
        /// The delivery.
        package let delivery: RecordedDelivery
        /// Nil unless outcomes are looked at.
        package var trail: DeliveryTrail?

        /// The delivery as listed.
        package var json: CanonicalValue {
            guard let trail else { return delivery.json }
            return delivery.json.adding([
                "outcome": .text(trail.outcome), "settled": .bool(trail.isSettled),
            ])
        }
    }

    /// What was found, in the order of the list.
    package struct Page {
        /// The deliveries.
        package var entries: [Entry] = []
        /// The `before`, or in ascending order the `after`, of the next page.
        package var next: Position?

        /// Nothing was found yet.
        package init() {}
    }

    /// The maximum number of deliveries whose outcome is looked at for one page.
    private static let trailLimit = 500
    /// The maximum number of deliveries to look for at once.
    private static let chunk = 100

    /// How much more of the log is looked at where the store has an index of what is sought.
    private static let indexedStretches: Int64 = 20

    /// Only deliveries after this position.
    package let after: Position
    /// Only deliveries before this position; nil for the end of the log.
    package let before: Position?
    /// The maximum number of deliveries.
    package let limit: Int
    /// Whether the newest is first.
    package let isDescending: Bool
    /// Which deliveries are listed.
    package let filter: DeliveryFilter
    /// Only those with this outcome; nil for any.
    package let outcome: String?
    /// Only those that are settled, or are not; nil for any.
    package let isSettled: Bool?
    /// Whether each comes with its outcome.
    package let showsOutcomes: Bool
    private let stretch: Int64
    private let state: State

    /// A list of what its members say; it covers at most `stretch` positions.
    package init(
        after: Position,
        before: Position?,
        limit: Int,
        isDescending: Bool,
        filter: DeliveryFilter,
        outcome: String?,
        isSettled: Bool?,
        showsOutcomes: Bool,
        stretch: Int64,
        state: State
    ) {
        self.after = after
        self.before = before
        self.limit = limit
        self.isDescending = isDescending
        self.filter = filter
        self.outcome = outcome
        self.isSettled = isSettled
        self.showsOutcomes = showsOutcomes
        self.stretch = stretch
        self.state = state
    }

    /// Finds the page.
    ///
    /// - Parameter reader: Reads the log.
    /// - Returns: The deliveries, and where the next page begins.
    /// - Throws: `EventLogError` if the log cannot be read.
    package func page(_ reader: EventReader) throws(EventLogError) -> Page {
        let end = min(before ?? Position(.max), try reader.head().next)
        var query = DeliveryQuery(
            after: after,
            before: end,
            source: filter.source,
            answer: filter.answer,
            limit: needsTrails ? Self.chunk : min(Self.chunk, limit),
            isNewest: isDescending
        )
        query.termGroups = [filter.key.map { [.key($0)] }, filter.causes?.terms]
            .compactMap(\.self)
        let stretch = query.termGroups.isEmpty ? stretch : stretch * Self.indexedStretches
        if isDescending {
            query.after = max(after, Position(max(0, end.number - 1 - stretch)))
        } else if after.number < end.number - 1 - stretch {
            query.before = Position(after.number + stretch + 1)
        }
        var page = try page(of: query, reader)
        guard page.next == nil else { return page }
        if isDescending {
            if query.after > after { page.next = query.after.next }
        } else if let covered = query.before, covered < end {
            page.next = Position(covered.number - 1)
        }
        return page
    }

    /// The page within one stretch; `next` is nil if all of it was looked at.
    private func page(
        of query: DeliveryQuery,
        _ reader: EventReader
    ) throws(EventLogError) -> Page {
        var (page, rest, trailCount) = (Page(), query, 0)
        while true {
            let starts = try reader.deliveryStarts(rest)
            for start in starts {
                guard let delivery = try reader.delivery(at: start) else { continue }
                let edge = isDescending ? delivery.first.position : delivery.last.position
                if isDescending { rest.before = edge } else { rest.after = edge }
                guard delivery.first.position > after, filter.matches(delivery) else { continue }
                if needsTrails { trailCount += 1 }
                if let entry = try entry(of: delivery, reader) { page.entries.append(entry) }
                if page.entries.count == limit || trailCount == Self.trailLimit {
                    page.next = edge
                    return page
                }
            }
            if starts.count < query.limit { return page }
        }
    }

    /// Whether a delivery's outcome decides if it is shown.
    private var needsTrails: Bool { outcome != nil || isSettled != nil }

    /// A delivery as listed.
    ///
    /// - Parameters:
    ///   - delivery: The delivery.
    ///   - reader: Reads what it led to.
    /// - Returns: The entry; nil if its outcome is not asked for.
    /// - Throws: `EventLogError` if the log cannot be read.
    package func entry(
        of delivery: RecordedDelivery,
        _ reader: EventReader
    ) throws(EventLogError) -> Entry? {
        guard needsTrails || showsOutcomes else { return Entry(delivery: delivery) }
        if isSettled == false, DeliveryTrail.isSurelySettled(delivery, in: state) { return nil }
        let trail = try DeliveryTrail(
            of: delivery,
            reader: reader,
            state: state,
            showsWrites: false
        )
        if let outcome, trail.outcome != outcome { return nil }
        if let isSettled, trail.isSettled != isSettled { return nil }
        return Entry(delivery: delivery, trail: showsOutcomes ? trail : nil)
    }
}
