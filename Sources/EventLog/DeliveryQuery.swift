package import SyncModel

/// Which recorded deliveries to read.
package struct DeliveryQuery: Sendable {
    /// Only deliveries whose first event comes after this position.
    package var after: Position
    /// Only deliveries with an event before this position; nil for no bound.
    package var before: Position?
    /// Only deliveries of this source; nil for any.
    package var source: String?
    /// Only deliveries that were answered like this; nil for any.
    package var answer: RecordedDelivery.Answer?
    /// Groups of terms; every wanted delivery has an event with a term of each group.
    package var termGroups: [[EventTerm]] = []
    /// The maximum number of deliveries.
    package var limit: Int
    /// Whether to read the newest ones rather than those that follow `after`; either way the oldest
    /// comes first.
    package var isNewest: Bool

    /// Makes a query; by default it matches every delivery, up to `limit`.
    package init(
        after: Position = .beforeFirst,
        before: Position? = nil,
        source: String? = nil,
        answer: RecordedDelivery.Answer? = nil,
        limit: Int,
        isNewest: Bool = false
    ) {
        self.after = after
        self.before = before
        self.source = source
        self.answer = answer
        self.limit = limit
        self.isNewest = isNewest
    }
}
