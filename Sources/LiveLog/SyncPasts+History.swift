package import EventLog
package import LogModels
internal import Projection
package import SyncModel

extension SyncPasts {
    /// The maximum number of events of which one page of a sync's newest history is made.
    private static let newestLimit = 1000

    /// What is made of the newest events that concern a sync.
    ///
    /// It looks at few events if those are enough for a page.
    ///
    /// - Parameters:
    ///   - id: The sync.
    ///   - after: Only events after this position.
    ///   - before: Only events before this position; nil for the end of the log.
    ///   - limit: How many are enough; there may be more.
    ///   - scanLimit: The maximum number of events to look at, if it is below a thousand.
    ///   - key: Only what concerns this key of a secret or its variable; nil for any.
    ///   - reader: Reads the log.
    ///   - make: Makes something of an entry; nil if it is not wanted.
    /// - Returns: What was made, oldest first, and the `before` of what is older, if anything is.
    /// - Throws: `EventLogError`.
    package func newest<Found>(
        of id: String,
        after: Position = .beforeFirst,
        before: Position?,
        limit: Int,
        scanLimit: Int,
        key: String? = nil,
        _ reader: EventReader,
        _ make: (SyncHistory.Entry) -> Found?
    ) throws(EventLogError) -> (found: [Found], rest: Position?) {
        let head = try reader.head()
        var end = min(before.map { Position($0.number - 1) } ?? head, head)
        var left = min(scanLimit, Self.newestLimit)
        var found: [Found] = []
        var step = key == nil ? min(left, 2 * limit) : left
        while after < end {
            let stretch = try stretch(
                of: id,
                after: after,
                through: end,
                limit: step,
                isNewest: true,
                reader
            )
            var history = SyncHistory(of: id, after: stretch.state, key: key)
            var older: [Found] = []
            try reader.scan(at: stretch.positions) { event in
                if let one = history.take(event).flatMap(make) { older.append(one) }
                return true
            }
            found = older + found
            guard stretch.hasMore, let first = stretch.positions.first else { break }
            left -= stretch.positions.count
            if found.count >= limit || left <= 0 { return (found, first) }
            (end, step) = (Position(first.number - 1), left)
        }
        return (found, nil)
    }
}
