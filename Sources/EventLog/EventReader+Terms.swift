package import SyncModel

/// Reads events by what they have in common.
extension EventReader {
    /// The number of events to read at once.
    private static let step = 256

    /// The positions of events that have one of some terms, and perhaps of a few others; see
    /// `StoreReader`.
    package func positions(
        of terms: [EventTerm],
        after start: Position,
        through end: Position,
        limit: Int = .max,
        isNewest: Bool = false
    ) throws(EventLogError) -> [Position]? {
        try store.positions(
            of: terms,
            after: start,
            through: end,
            limit: limit,
            isNewest: isNewest
        )
    }

    /// Calls `body` with the event at each position, in their order and after checking its leaf,
    /// until it returns false.
    ///
    /// - Throws: `EventLogError.damaged` for an envelope that does not match its leaf, `.gap` for a
    ///   missing event.
    package func scan(
        at positions: [Position],
        _ body: (RecordedEvent) -> Bool
    ) throws(EventLogError) {
        var start = positions.startIndex
        while start < positions.endIndex {
            try control?.check()
            let end = min(start + Self.step, positions.endIndex)
            for event in try store.events(at: Array(positions[start..<end]))
            where !body(event) {
                return
            }
            start = end
        }
    }
}
