internal import Projection
internal import SyncModel

/// The engine's questions to the state before and during a run.
extension State {
    /// The accounts that a run of a sync may write to.
    func accounts(of sync: Sync) -> Set<String> {
        let former = statuses[sync.id]?.formerDestinations.map(\.destination.accountID) ?? []
        return Set(former).union([sync.destination.accountID])
    }

    /// Whether to compare a destination: the sync was pushed and nothing forbids requests to
    /// Checkly.
    func isComparable(_ sync: Sync) -> Bool {
        guard let status = statuses[sync.id] else { return false }
        return status.pushedThrough != nil && status.pause == nil && !status.needsAttention
            && status.removal == nil && !status.needsConsent
            && !refusedConnections.contains(sync.connectionID)
            // Variables that were removed on request are not missing.
            && (status.lastRemovedAt == nil
                || ledger.holds(anythingOf: sync.id, at: Ledger.Place(sync.destination)))
    }

    /// Whether a run that started with an earlier state is still needed and unchanged.
    func means(
        _ run: PendingRun,
        of sync: Sync,
        through connection: Connection,
        asIn before: State
    ) -> Bool {
        guard hold == nil, let status = statuses[sync.id], let now = syncs[sync.id],
            now.pushes(as: sync), now.isAutoSyncEnabled == sync.isAutoSyncEnabled,
            connections[connection.id]?.apiKey == connection.apiKey,
            status.pinnedTo == before.statuses[sync.id]?.pinnedTo
        else { return false }
        switch run {
        case .push: return status.pause == nil && status.removal == nil
        case .remove: return status.removal == before.statuses[sync.id]?.removal
        }
    }

    /// Whether another sync adopted one of the keys after a run of this one was planned.
    func hasLost(
        anyOf keys: [String],
        at place: Ledger.Place,
        since planned: State,
        _ syncID: String
    ) -> Bool {
        keys.contains { hasLost($0, at: place, after: planned.position, syncID) }
    }

    /// The existing connections to a sync's former destinations.
    func formerConnections(of sync: Sync) -> [Connection] {
        (statuses[sync.id]?.formerDestinations ?? [])
            .compactMap { connections[$0.connectionID] }
    }
}
