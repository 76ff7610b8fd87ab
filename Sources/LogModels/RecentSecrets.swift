internal import DequeModule
package import SyncModel

/// When recent events with secrets were recorded, for the time from there to Checkly.
package struct RecentSecrets: Sendable {
    /// How many events are remembered while their secrets are on their way to Checkly.
    private static let limit = 4096

    /// In the order of positions.
    private var events: Deque<(position: Position, recordedAt: Timestamp)> = []

    /// Remembers nothing yet.
    package init() {}

    /// Remembers an event, newer than all before; forgets the oldest if there are too many.
    package mutating func add(_ position: Position, recordedAt: Timestamp) {
        if events.count == Self.limit { events.removeFirst() }
        events.append((position, recordedAt))
    }

    /// When the event at a position was recorded; nil if it has no secrets or is forgotten.
    package func recordedAt(_ position: Position) -> Timestamp? {
        var (low, high) = (0, events.count)
        while low < high {
            let middle = (low + high) / 2
            if events[middle].position < position { low = middle + 1 } else { high = middle }
        }
        guard low < events.count, events[low].position == position else { return nil }
        return events[low].recordedAt
    }
}
