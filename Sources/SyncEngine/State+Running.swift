internal import Projection
internal import SyncModel

/// What the engine asks of the state before it starts a run, and while one is under way.
extension State {
    /// The accounts a run of a sync may write to.
    func accounts(of sync: Sync) -> Set<String> {
        let former = statuses[sync.id]?.formerDestinations.map(\.destination.accountID) ?? []
        return Set(former).union([sync.destination.accountID])
    }

    /// Whether there is something to compare: the sync has been pushed, and nothing forbids to ask Checkly.
    func isComparable(_ sync: Sync) -> Bool {
        guard let status = statuses[sync.id] else { return false }
        return status.pushedThrough != nil && status.pause == nil && !status.needsAttention
            && status.removal == nil && !status.needsConsent
            && !refusedConnections.contains(sync.connectionID)
            // What was taken away on purpose is not missing.
            && (status.lastRemovedAt == nil
                || ledger.holds(anythingOf: sync.id, at: Ledger.Place(sync.destination)))
    }

    /// Whether a run that began on an earlier state is still what is asked for.
    func means(
        _ run: PendingRun,
        of sync: Sync,
        through connection: Connection,
        asIn before: State
    ) -> Bool {
        guard hold == nil, let status = statuses[sync.id], let now = syncs[sync.id],
            now.pushes(as: sync),
            connections[connection.id]?.apiKey == connection.apiKey,
            status.pinnedTo == before.statuses[sync.id]?.pinnedTo
        else { return false }
        switch run {
        case .push: return status.pause == nil && status.removal == nil
        case .remove: return status.removal == before.statuses[sync.id]?.removal
        }
    }

    /// What a sync's former destinations are reached through, as far as it is there.
    func formerConnections(of sync: Sync) -> [Connection] {
        (statuses[sync.id]?.formerDestinations ?? [])
            .compactMap { connections[$0.connectionID] }
    }
}

extension Sync {
    /// Whether a run of one does what a run of the other does: what they are called does not matter.
    fileprivate func pushes(as other: Sync) -> Bool {
        folder == other.folder && sourceName == other.sourceName
            && connectionID == other.connectionID && options == other.options
            && isAutoSyncEnabled == other.isAutoSyncEnabled
            && Ledger.Place(destination) == Ledger.Place(other.destination)
    }
}
