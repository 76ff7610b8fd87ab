package import EventLog
package import Projection
internal import Synchronization
package import SyncModel

/// What single syncs desired at earlier positions, folded from the events that concern them.
///
/// A log of many syncs is mostly about others, so this is much faster than folding all of it. What
/// was pushed is not folded: a state from here is right only about what its sync desired.
package final class SyncPasts: Sendable {
    /// A stretch of the events that concern a sync.
    package struct Stretch: Sendable {
        /// The state before the stretch, right about what the sync desired.
        package let state: State
        /// The positions of the events, in log order; there may be some that do not concern it.
        package let positions: [Position]
        /// Whether there may be more events on the side where the stretch ends.
        package let hasMore: Bool
    }

    private struct Kept: Sendable {
        let syncID: String
        let terms: Set<EventTerm>
        let state: State

        var secretCount: Int { state.folders.values.reduce(0) { $0 + $1.secrets.count } }
    }

    /// The number of events from which folding the whole log is as fast.
    private static let foldLimit = 50_000
    /// The number of folders from which it is.
    private static let folderLimit = 200
    /// The minimum length of a stretch that is read whole, since most events are about others.
    private static let wholeStretch: Int64 = 50_000
    /// The maximum number of states that are kept, and of the secrets in them.
    private static let (keptLimit, secretLimit) = (32, 100_000)

    private let wholes: PastStates
    /// The one last used comes last.
    private let kept = Mutex<[Kept]>([])

    /// Folds the whole log through `wholes` where that is as fast, or where the store's index does
    /// not reach far enough.
    package init(wholes: PastStates) {
        self.wholes = wholes
    }

    /// A state that is right about what a sync desired at a position, which is in the log.
    package func state(
        of syncID: String,
        asOf position: Position,
        _ reader: EventReader
    ) throws(EventLogError) -> State {
        guard let terms = try Self.terms(of: syncID, reader),
            let state = try state(of: syncID, terms, asOf: position, reader)
        else { return try wholes.state(asOf: position, from: reader) }
        return state
    }

    /// The first, or for `isNewest` the last, events that concern a sync between two positions, its
    /// pushes included.
    ///
    /// - Parameters:
    ///   - syncID: The sync.
    ///   - start: Only events after this position.
    ///   - end: Only events up to this position.
    ///   - limit: The maximum number of events that concern the sync.
    ///   - isNewest: Whether the last ones are wanted.
    ///   - reader: Reads the log.
    /// - Returns: The events and the state before them; a longer stretch with all events where
    ///   those of the sync cannot be found.
    /// - Throws: `EventLogError`.
    package func stretch(
        of syncID: String,
        after start: Position,
        through end: Position,
        limit: Int,
        isNewest: Bool,
        _ reader: EventReader
    ) throws(EventLogError) -> Stretch {
        if let terms = try Self.terms(of: syncID, reader),
            let positions = try reader.positions(
                of: [.sync(syncID)] + terms,
                after: start,
                through: end,
                limit: limit,
                isNewest: isNewest
            )
        {
            let before = positions.first.map { Position($0.number - 1) } ?? start
            if let state = try state(of: syncID, terms, asOf: isNewest ? before : start, reader) {
                return Stretch(
                    state: state,
                    positions: positions,
                    hasMore: positions.count == limit
                )
            }
        }
        let length = max(Int64(limit), Self.wholeStretch)
        let (first, last) =
            isNewest
            ? (max(start.number, end.number - length), end.number)
            : (start.number, min(end.number, start.number + length))
        return Stretch(
            state: try wholes.state(asOf: Position(first), from: reader),
            positions: first < last ? (first + 1...last).map(Position.init) : [],
            hasMore: isNewest ? first > start.number : last < end.number
        )
    }

    /// The state at a position from the events with some terms; nil if they are very many.
    private func state(
        of syncID: String,
        _ terms: Set<EventTerm>,
        asOf position: Position,
        _ reader: EventReader
    ) throws(EventLogError) -> State? {
        if position == .beforeFirst { return State() }
        let near = kept.withLock { kept in
            kept.filter {
                $0.syncID == syncID && $0.terms == terms && $0.state.position <= position
            }
            .max { $0.state.position < $1.state.position }
        }
        var state = near?.state ?? State()
        if state.position < position {
            guard
                let positions = try reader.positions(
                    of: Array(terms),
                    after: state.position,
                    through: position,
                    limit: Self.foldLimit + 1
                ),
                positions.count <= Self.foldLimit
            else { return nil }
            // The last event gives the state its position and time, whatever it is about.
            let last = positions.last == position ? [] : [position]
            try reader.scan(at: positions + last) { event in
                state.apply(event)
                return true
            }
        }
        remember(Kept(syncID: syncID, terms: terms, state: state))
        return state
    }

    /// Keeps a state, and lets go of those used longest ago.
    private func remember(_ one: Kept) {
        // Replaced states are released outside the lock.
        _ = kept.withLock { kept in
            defer {
                kept.removeAll {
                    $0.syncID == one.syncID && $0.state.position == one.state.position
                }
                kept.append(one)
                var secretCount = 0
                kept = kept.reversed()
                    .prefix { other in
                        secretCount += other.secretCount
                        return secretCount <= Self.secretLimit
                    }
                    .prefix(Self.keptLimit).reversed()
            }
            return kept
        }
    }

    /// What the events have that may change what a sync desires; nil if they are of very many
    /// folders, or if the store's index does not reach far enough.
    private static func terms(
        of syncID: String,
        _ reader: EventReader
    ) throws(EventLogError) -> Set<EventTerm>? {
        // Shredded values may be in any folder, and sources decide whose folder a sync reads.
        let terms: Set<EventTerm> = [
            .settings(ofSync: syncID), .type("values.shredded"), .type("source.created"),
            .type("source.updated"), .type("source.deleted"),
        ]
        guard let changes = try events(with: [.settings(ofSync: syncID)], reader) else {
            return nil
        }
        var open: [FolderPath] = []
        for body in changes.map(\.body) {
            if case .sync(.created(let sync)) = body { open.append(sync.folder) }
            if case .sync(.updated(let sync)) = body { open.append(sync.folder) }
        }
        var folders: Set<FolderPath> = []
        while let path = open.popLast() {
            guard folders.insert(path).inserted else { continue }
            guard folders.count <= folderLimit,
                let tellings = try events(with: [.imports(path)], reader)
            else { return nil }
            for case .secrets(.imports(_, let imports)) in tellings.map(\.body) {
                open += imports
            }
        }
        return terms.union(folders.map(EventTerm.folder))
    }

    private static func events(
        with terms: [EventTerm],
        _ reader: EventReader
    ) throws(EventLogError) -> [RecordedEvent]? {
        guard
            let positions = try reader.positions(
                of: terms,
                after: .beforeFirst,
                through: Position(.max)
            )
        else { return nil }
        var events: [RecordedEvent] = []
        try reader.scan(at: positions) { event in
            events.append(event)
            return true
        }
        return events
    }
}
