/// The events with an earlier time than some event before them, for stores that look up a position
/// by time.
package struct TimeSetbacks: Sendable {
    private struct Stretch: Sendable {
        var positions: ClosedRange<Int64>
        /// The newest time before the stretch.
        let newest: Int64
    }

    /// The last event that was examined.
    package private(set) var through: Int64 = 0
    private var newest = Int64.min
    /// In order of position.
    private var stretches: [Stretch] = []

    /// No event was examined yet.
    package init() {}

    /// Examines the next event.
    ///
    /// - Parameters:
    ///   - position: The position of the event.
    ///   - time: When it was recorded, in microseconds since 1970.
    package mutating func take(_ position: Int64, at time: Int64) {
        through = position
        guard time < newest else { return newest = time }
        if let last = stretches.last?.positions, last.upperBound == position - 1 {
            stretches[stretches.count - 1].positions = last.lowerBound...position
        } else {
            stretches.append(Stretch(positions: position...position, newest: newest))
        }
    }

    /// The newest time of the events through a position, whose own time is given.
    ///
    /// - Parameters:
    ///   - position: The position, at most the last that was examined.
    ///   - time: When its event was recorded, in microseconds since 1970.
    /// - Returns: Microseconds since 1970.
    package func newest(at position: Int64, own time: Int64) -> Int64 {
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
