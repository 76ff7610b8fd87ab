internal import GRDB
internal import Synchronization

/// Where a log's timestamps decreased, so that a position can be found by time.
///
/// They decrease after the system clock was far ahead for a moment; such events count as recorded
/// at the newest time before them. To find them, the time of every event is read once, which takes
/// about half a second per million events.
/// of each event is read once; of a million that takes about half a second.
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

/// The events with an earlier time than some event before them.
struct TimeSetbacks {
    private struct Stretch {
        var positions: ClosedRange<Int64>
        /// The newest time before the stretch.
        let newest: Int64
    }

    /// The last event that was examined.
    private(set) var through: Int64 = 0
    private var newest = Int64.min
    /// In order of position.
    private var stretches: [Stretch] = []

    /// Examines the next event.
    mutating func take(_ position: Int64, at time: Int64) {
        through = position
        guard time < newest else { return newest = time }
        if let last = stretches.last?.positions, last.upperBound == position - 1 {
            stretches[stretches.count - 1].positions = last.lowerBound...position
        } else {
            stretches.append(Stretch(positions: position...position, newest: newest))
        }
    }

    /// The newest time of the events through a position, whose own time is given.
    func newest(at position: Int64, own time: Int64) -> Int64 {
        var range = stretches.startIndex..<stretches.endIndex
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            let stretch = stretches[middle]
            if stretch.positions.contains(position) { return stretch.newest }
            range =
                position < stretch.positions.lowerBound
                ? range.lowerBound..<middle : middle + 1..<range.upperBound
        }
        return time
    }
}
