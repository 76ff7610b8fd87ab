package import Encodings
package import Projection
internal import Synchronization
package import SyncModel

/// How all syncs are doing, what waits and what they wrote, kept for the state of which it was last
/// said.
///
/// Pages ask for it again and again while nothing changes.
package final class SyncConditions: Sendable {
    private struct Kept: Sendable {
        let position: Position
        /// By the sync's id; without what is known of open runs.
        let conditions: [String: SyncCondition]
        /// The keys that each sync wrote at its own destination.
        let ownKeys: [String: [String]]
        /// The earliest change of each sync that is not at Checkly yet.
        let waits: [String: Position]
        let work: WaitingWork
        /// What is to be told of syncs.
        let items: [AttentionItem]
        /// The ids and names of the syncs that read from each source, by the source's name.
        let readers: [String: CanonicalValue]
    }

    private let kept = Mutex<Kept?>(nil)
    private let activity: @Sendable (_ syncID: String) -> RunActivity?

    /// - Parameter activity: The progress of a sync's run; nil if no run is open.
    package init(activity: @escaping @Sendable (_ syncID: String) -> RunActivity?) {
        self.activity = activity
    }

    /// Tells how a sync of a state of the log is doing.
    package func condition(in state: State) -> (Sync) -> SyncCondition {
        let conditions = standing(of: state).conditions
        return { [activity] sync in
            let activity = activity(sync.id)
            if activity == nil, let known = conditions[sync.id] { return known }
            return state.condition(of: sync, activity: activity)
        }
    }

    /// The earliest change of each sync of a state of the log that is not at Checkly yet, by id.
    package func waits(in state: State) -> [String: Position] { standing(of: state).waits }

    /// The syncs of a state of the log that have something to do.
    package func work(in state: State) -> WaitingWork { standing(of: state).work }

    /// The ids and names of the syncs of a state of the log that read from a source.
    package func readers(ofSource name: String, in state: State) -> CanonicalValue {
        standing(of: state).readers[name] ?? .list([])
    }

    /// Everything of a state of the log that waits for a person; see `State`.
    package func attention(
        in state: State,
        at now: Timestamp,
        refusals: [String: RefusalSummary]
    ) -> [AttentionItem] {
        state.attention(at: now, refusals: refusals, syncItems: standing(of: state).items)
    }

    /// The last writes of some syncs of a state of the log at their own destinations, by sync and
    /// key.
    package func ownWrites(
        of syncs: [Sync],
        in state: State
    ) -> [String: [String: Ledger.Entry]] {
        let keys = standing(of: state).ownKeys
        var own: [String: [String: Ledger.Entry]] = [:]
        for sync in syncs {
            let entries = state.ledger.entries[Ledger.Place(sync.destination)] ?? [:]
            for key in keys[sync.id] ?? [] { own[sync.id, default: [:]][key] = entries[key] }
        }
        return own
    }

    /// Forgets what was said of a state that was not that of the log.
    package func forget() { kept.withLock { $0 = nil } }

    /// A log has one state at each position.
    private func standing(of state: State) -> Kept {
        if let known = kept.withLock(\.self), known.position == state.position { return known }
        let conditions = state.syncs.mapValues { state.condition(of: $0, activity: nil) }
        let waits = state.syncs.compactMapValues(state.earliestUnpushedChange)
        let made = Kept(
            position: state.position,
            conditions: conditions,
            ownKeys: state.ownKeys,
            waits: waits,
            work: WaitingWork(in: state, waits: waits),
            items: state.syncItems(conditions),
            readers: Dictionary(grouping: state.syncs.values, by: state.boundSource)
                .reduce(into: [:]) { readers, entry in
                    if let source = entry.key { readers[source] = entry.value.namesJSON }
                }
        )
        kept.withLock { $0 = made }
        return made
    }
}

extension State {
    /// The keys that each sync wrote last at its own destination.
    ///
    /// One pass over each destination, however many syncs write there.
    fileprivate var ownKeys: [String: [String]] {
        let destinations = syncs.mapValues { Ledger.Place($0.destination) }
        var keys: [String: [String]] = [:]
        for (place, entries) in ledger.entries {
            for (key, entry) in entries where destinations[entry.syncID] == place {
                keys[entry.syncID, default: []].append(key)
            }
        }
        return keys
    }
}
