package import EventLog
package import LogModels
internal import Synchronization
package import SyncModel

/// The counts of what came in and went out, read from the log when somebody asks.
package final class ActivityCounting: Sendable {
    /// How far back the counts go at most.
    private static let period = Duration.seconds(30 * 86_400)

    private let counts = Mutex<Activity?>(nil)

    /// Nothing was counted yet.
    package init() {}

    /// The counts, if they reach a position.
    package func counted(through position: Position) -> Activity? {
        counts.withLock { $0.flatMap { $0.position >= position ? $0 : nil } }
    }

    /// The counts up to the end of the log; reads what was recorded since the last call, and the
    /// last 30 days at the first.
    ///
    /// - Parameters:
    ///   - now: The time before which the 30 days end.
    ///   - reader: Reads the log.
    /// - Returns: The counts.
    /// - Throws: `EventLogError` if the log cannot be read.
    package func count(at now: Timestamp, _ reader: EventReader) throws(EventLogError) -> Activity {
        var activity =
            if let known = counts.withLock(\.self) {
                known
            } else {
                Activity(after: try reader.position(asOf: now.advanced(by: .zero - Self.period)))
            }
        try reader.scan(after: activity.position, through: try reader.head()) { event in
            activity.take(event)
            return true
        }
        let counted = activity
        // The replaced counts are released outside the lock.
        _ = counts.withLock { counts -> Activity? in
            if let counts, counts.position > counted.position { return nil }
            defer { counts = counted }
            return counts
        }
        return counted
    }
}
