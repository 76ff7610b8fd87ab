package import EventLog
package import Projection
package import SyncModel

/// The state as it was at any position, folded from the log; the last one asked for is kept.
package actor StateHistory {
    private let reader: EventReader
    private var last: State?

    package init(reader: EventReader) {
        self.reader = reader
    }

    /// The state as of a position; one beyond the log's end gives that of its end.
    ///
    /// - Throws: `EventLogError` when the log cannot be read so far.
    package func state(asOf position: Position) throws(EventLogError) -> State {
        if let last, last.position == position { return last }
        var state = try reader.savedState(through: position) ?? State()
        // The one asked for before may be nearer.
        if let last, last.position <= position, last.position > state.position { state = last }
        try reader.forEach(after: state.position, through: position) { state.apply($0) }
        last = state
        return state
    }

    /// Keeps a state that was folded elsewhere, in the place of the last one asked for.
    package func remember(_ state: State) {
        last = state
    }
}

extension EventReader {
    /// The newest state kept at or before a position that is what it claims to be.
    package func savedState(
        through position: Position? = nil
    ) throws(EventLogError) -> State? {
        var end = min(try head(), position ?? Position(.max))
        while let (position, bytes) = try snapshot(through: end) {
            if let state = Snapshot.state(of: bytes, at: position) { return state }
            end = Position(position.number - 1)
        }
        return nil
    }
}
