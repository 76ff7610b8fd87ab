package import SyncModel

/// Changes that wait for a person because retrying cannot help.
extension State {
    /// The parked changes of a sync that are still desired, sorted by key.
    package func parkedChanges(of sync: Sync) -> [SyncStatus.Parked] {
        guard let status = statuses[sync.id], !status.parkedKeys.isEmpty else { return [] }
        let desired = desiredWrites(of: sync)
        return status.parkedKeys.sorted { $0.key < $1.key }.map(\.value)
            .filter { parked in
                guard let desired, let key = parked.change.key else { return true }
                return desired[key] == parked.change.fingerprint
            }
    }

    /// All parked changes of a sync; the one that parks the whole sync comes first.
    package func parked(of sync: Sync) -> [SyncStatus.Parked] {
        [statuses[sync.id]?.parkedWhole].compactMap(\.self) + parkedChanges(of: sync)
    }

    /// The skipped changes of a sync that the source still desires, sorted by key.
    package func skippedChanges(of sync: Sync) -> [SyncStatus.Skipped] {
        guard let status = statuses[sync.id], !status.skippedKeys.isEmpty else { return [] }
        let desired = desiredWrites(of: sync)
        return status.skippedKeys.sorted { $0.key < $1.key }.map(\.value)
            .filter { desired?[$0.change.key] == $0.change.fingerprint }
    }

    /// Whether a sync, or some of its keys, waits for a person to act.
    package func waitsForSomebody(_ sync: Sync) -> Bool {
        statuses[sync.id]?.needsAttention == true
            || refusedConnections.contains(sync.connectionID) || !parked(of: sync).isEmpty
    }

    /// The values to write, by key; nil if the sync does not follow the newest events.
    private func desiredWrites(of sync: Sync) -> [String: Fingerprint]? {
        guard statuses[sync.id]?.pinnedTo == nil, let desired = desired(for: sync) else {
            return nil
        }
        return Dictionary(
            desired.variables.filter { !$0.isBlank }.map { ($0.key, $0.fingerprint) },
            uniquingKeysWith: { _, last in last }
        )
    }

    /// Unparks a key that was written or deleted at the sync's current destination.
    mutating func settle(_ variable: PushedVariable) {
        let place = Ledger.Place(variable)
        guard let sync = syncs[variable.syncID], Ledger.Place(sync.destination) == place else {
            return
        }
        statuses[variable.syncID]?.settle(variable.key)
    }
}
