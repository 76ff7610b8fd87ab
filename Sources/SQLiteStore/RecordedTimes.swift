internal import EventLog
internal import GRDB
internal import Synchronization

/// Where a log's timestamps decreased, so that a position can be found by time.
///
/// They decrease after the system clock was far ahead for a moment; such events count as recorded
/// at the newest time before them. To find them, the time of every event is read once, which takes
/// about half a second per million events.
final class RecordedTimes: Sendable {
    private let setbacks = Mutex(TimeSetbacks())

    /// Reads the events recorded since the last call.
    func setbacks(in database: Database) throws -> TimeSetbacks {
        try setbacks.withLock { setbacks in
            let rows = try Row.fetchCursor(
                database,
                sql:
                    "SELECT position, recorded_at FROM events WHERE position > ? ORDER BY position",
                arguments: [setbacks.through]
            )
            while let row = try rows.next() { setbacks.take(row[0], at: row[1]) }
            return setbacks
        }
    }
}
