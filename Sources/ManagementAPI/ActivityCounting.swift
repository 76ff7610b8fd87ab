internal import EventLog
internal import LogModels
internal import Synchronization
internal import SyncModel

/// The counts of what came in and went out, read from the log when somebody asks.
final class ActivityCounting: Sendable {
    /// How far back the counts go at most.
    private static let period = Duration.seconds(30 * 86_400)

    private let counts = Mutex<Activity?>(nil)

    /// The counts, if they reach a position.
    func counted(through position: Position) -> Activity? {
        counts.withLock { $0.flatMap { $0.position >= position ? $0 : nil } }
    }

    /// The counts up to the end of the log; reads what was recorded since the last call, and the
    /// last 30 days at the first.
    func count(at now: Timestamp, _ reader: EventReader) throws(EventLogError) -> Activity {
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
