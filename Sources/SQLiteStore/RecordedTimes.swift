internal import GRDB
internal import Synchronization

/// Where a log's times went back, so that a position can be looked for by its time.
///
/// They do where the system's clock was far ahead for a moment: there it counts what had been the newest time by then. To find them, the time
/// of each event is read once; of a million that takes about half a second.
final class RecordedTimes: Sendable {
    private let setbacks = Mutex(TimeSetbacks())

    /// Takes in what was recorded since it was last asked.
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

/// The events whose time is before that of an earlier one.
struct TimeSetbacks {
    private struct Stretch {
        var positions: ClosedRange<Int64>
        /// The newest time before it.
        let newest: Int64
    }

    /// The last event that was looked at.
    private(set) var through: Int64 = 0
    private var newest = Int64.min
    /// In the order of their positions.
    private var stretches: [Stretch] = []

    /// Takes in the next event.
    mutating func take(_ position: Int64, at time: Int64) {
        through = position
        guard time < newest else { return newest = time }
        if let last = stretches.last?.positions, last.upperBound == position - 1 {
            stretches[stretches.count - 1].positions = last.lowerBound...position
        } else {
            stretches.append(Stretch(positions: position...position, newest: newest))
        }
    }

    /// The newest time of the events up to a position, whose own time is given.
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
