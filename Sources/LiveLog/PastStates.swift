package import EventLog
package import Projection
internal import Synchronization
package import SyncModel

/// The state at any position, folded from the log; the last result is cached.
package final class PastStates: Sendable {
    private let scans: LogScans
    private let last = Mutex<State?>(nil)

    ///  - Parameter scans: Reads the log for folding.
    package init(scans: LogScans) {
        self.scans = scans
    }

    /// The state at a position; beyond the end of the log, the state at its end.
    ///
    /// - Throws: `EventLogError` if the log cannot be read or too many scans are running.
    package func state(asOf position: Position) async throws(EventLogError) -> State {
        if let last = last.withLock(\.self), last.position == position { return last }
        return try await scans.perform { reader throws(EventLogError) in
            try self.state(asOf: position, from: reader)
        }
    }

    /// The state at a position, read within a scan.
    package func state(
        asOf position: Position,
        from reader: EventReader
    ) throws(EventLogError) -> State {
        let last = last.withLock(\.self)
        if let last, last.position == position { return last }
        var state = try reader.savedState(through: position) ?? State()
        // The cached state may be nearer.
        if let last, last.position <= position, last.position > state.position { state = last }
        try reader.forEach(after: state.position, through: position) { state.apply($0) }
        remember(state)
        return state
    }

    /// Caches a state that was folded elsewhere.
    package func remember(_ state: State) {
        // The replaced state is released outside the lock.
        _ = last.withLock { last in
            defer { last = state }
            return last
        }
    }
}

extension EventReader {
    /// The newest valid snapshot at or before a position.
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
