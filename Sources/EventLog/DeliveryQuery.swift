package import SyncModel

/// Which recorded deliveries to read.
package struct DeliveryQuery: Sendable {
    /// Only those that begin behind it.
    package var after: Position
    package var source: String?
    package var answer: RecordedDelivery.Answer?
    /// How many at most.
    package var limit: Int
    /// Whether the newest ones are read, not those that follow `after`; they too come oldest first.
    package var isNewest: Bool

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
