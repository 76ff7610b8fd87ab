package import EventLog
package import Projection
internal import Synchronization
package import SyncModel

/// The state as it was at any position, folded from the log; the last one asked for is kept.
package final class PastStates: Sendable {
    private let scans: LogScans
    private let last = Mutex<State?>(nil)

    /// - Parameter scans: Where the log is read that a state is folded from.
    package init(scans: LogScans) {
        self.scans = scans
    }

    /// The state as of a position; one beyond the log's end gives that of its end.
    ///
    /// - Throws: `EventLogError` when the log cannot be read so far, or when too many read it.
    package func state(asOf position: Position) async throws(EventLogError) -> State {
        if let last = last.withLock(\.self), last.position == position { return last }
        return try await scans.perform { reader throws(EventLogError) in
            try self.state(asOf: position, from: reader)
        }
    }

    /// As the other, within a scan.
    package func state(
        asOf position: Position,
        from reader: EventReader
    ) throws(EventLogError) -> State {
        let last = last.withLock(\.self)
        if let last, last.position == position { return last }
        var state = try reader.savedState(through: position) ?? State()
        // The one asked for before may be nearer.
        if let last, last.position <= position, last.position > state.position { state = last }
        try reader.forEach(after: state.position, through: position) { state.apply($0) }
        remember(state)
        return state
    }

    /// Keeps a state that was folded elsewhere, in the place of the last one asked for.
    package func remember(_ state: State) {
        // What it takes the place of is given up without the lock.
        _ = last.withLock { last in
            defer { last = state }
            return last
        }
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
