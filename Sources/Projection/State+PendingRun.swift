package import SyncModel

/// The kind of run that a sync needs.
package enum PendingRun: Sendable, Equatable {
    /// Push the desired state.
    case push
    /// Remove everything that the sync wrote, and perhaps the sync too.
    case remove(deletesSync: Bool)
}

extension State {
    /// The run that a sync needs now, if any; a run cut off by a crash is needed again.
    package func pendingRun(of sync: Sync) -> PendingRun? {
        guard hold == nil, let status = statuses[sync.id] else { return nil }
        if let removal = status.removal { return .remove(deletesSync: removal.deletesSync) }
        if status.pause != nil || status.needsAttention { return nil }
        if refusedConnections.contains(sync.connectionID) { return nil }
        guard let changed = lastChange(for: sync) else { return nil }
        // The next change may remove the obstacle that parked the whole sync, but for a plan that
        // was to be carried out exactly.
        if let parked = status.parkedWhole?.change,
            parked.problem == .planOutdated || changed <= parked.position
        {
            return nil
        }
        // Until somebody consents, only a change of the desired state is worth another look.
        if status.needsConsent, let awaited = status.consent?.awaited, changed <= awaited.through {
            return nil
        }
        let pushed = status.pushedThrough ?? .beforeFirst
        if let requested = status.requestedAt, requested > pushed { return .push }
        let isDue = status.openRun != nil || changed > pushed
        return sync.isAutoSyncEnabled && isDue ? .push : nil
    }
}
