package import EventLog
package import Projection
internal import Synchronization
package import SyncModel

/// The state at any position, folded from the log; the states last asked for are kept.
package final class PastStates: Sendable {
    /// The number of states that are kept, so that several viewers of the past do not fold the same
    /// again and again.
    private static let limit = 4

    private let scans: LogScans
    /// The one last used comes last.
    private let kept = Mutex<[State]>([])

    ///  - Parameter scans: Reads the log for folding.
    package init(scans: LogScans) {
        self.scans = scans
    }

    /// The state at a position; beyond the end of the log, the state at its end.
    ///
    /// - Throws: `EventLogError` if the log cannot be read or too many scans are running.
    package func state(asOf position: Position) async throws(EventLogError) -> State {
        if let known = known(at: position) { return known }
        return try await scans.perform { reader throws(EventLogError) in
            try self.state(asOf: position, from: reader)
        }
    }

    /// The state at a position, read within a scan.
    package func state(
        asOf position: Position,
        from reader: EventReader
    ) throws(EventLogError) -> State {
        if let known = known(at: position) { return known }
        var state = try reader.savedState(through: position) ?? State()
        // A kept state may be nearer.
        let near = kept.withLock { kept in
            kept.filter { $0.position <= position }.max { $0.position < $1.position }
        }
        if let near, near.position > state.position { state = near }
        try reader.forEach(after: state.position, through: position) { state.apply($0) }
        remember(state)
        return state
    }

    /// Keeps a state that was folded elsewhere.
    package func remember(_ state: State) {
        // Replaced states are released outside the lock.
        _ = kept.withLock { kept in
            defer {
                kept.removeAll { $0.position == state.position }
                kept = kept.suffix(Self.limit - 1) + [state]
            }
            return kept
        }
    }

    /// The positions of the kept states; the one last used comes last.
    var keptPositions: [Position] { kept.withLock { $0.map(\.position) } }

    /// The kept state at a position, which counts as used.
    private func known(at position: Position) -> State? {
        kept.withLock { kept in
            guard let index = kept.firstIndex(where: { $0.position == position }) else {
                return nil
            }
            let state = kept.remove(at: index)
            kept.append(state)
            return state
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
