package import SyncModel

/// What a sync waits for.
package enum PendingRun: Sendable, Equatable {
    case push
    case remove(deletesSync: Bool)
}

extension State {
    /// The run a sync needs now, if any; a run that a crash cut off is needed again.
    package func waitingRun(of sync: Sync) -> PendingRun? {
        guard hold == nil, let status = statuses[sync.id] else { return nil }
        if let removal = status.removal { return .remove(deletesSync: removal.deletesSync) }
        if status.pause != nil || status.needsAttention { return nil }
        if refusedConnections.contains(sync.connectionID) { return nil }
        guard let changed = lastChange(for: sync) else { return nil }
        // What stands in the way of all of it may be gone with the next change.
        if let parked = status.parkedWhole, changed <= parked.change.position { return nil }
        // Nobody agreed so far; only another wish is worth another look.
        if status.needsConsent, let awaited = status.consent?.awaited, changed <= awaited.through {
            return nil
        }
        let pushed = status.pushedThrough ?? .beforeFirst
        if let requested = status.requestedAt, requested > pushed { return .push }
        let isDue = status.openRun != nil || changed > pushed
        return sync.isAutoSyncEnabled && isDue ? .push : nil
    }
}
