package import SyncModel

/// Which recorded deliveries to read.
package struct DeliveryQuery: Sendable {
    /// Only deliveries whose first event comes after this position.
    package var after: Position
    /// Only deliveries of this source; nil for any.
    package var source: String?
    /// Only deliveries that were answered like this; nil for any.
    package var answer: RecordedDelivery.Answer?
    /// The maximum number of deliveries.
    package var limit: Int
    /// Whether to read the newest ones rather than those that follow `after`; either way the oldest
    /// comes first.
    package var isNewest: Bool

    /// Makes a query; by default it matches every delivery, up to `limit`.
    package init(
        after: Position = .beforeFirst,
        source: String? = nil,
        answer: RecordedDelivery.Answer? = nil,
        limit: Int,
        isNewest: Bool = false
    ) {
        self.after = after
        self.source = source
        self.answer = answer
        self.limit = limit
        self.isNewest = isNewest
    }
}
