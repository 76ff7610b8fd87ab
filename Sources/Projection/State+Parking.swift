package import SyncModel

/// What waits for somebody: changes that no further try can carry out.
extension State {
    /// What is parked of a sync's keys and still wanted, in the order of the keys.
    package func parkedChanges(of sync: Sync) -> [SyncStatus.Parked] {
        guard let status = statuses[sync.id], !status.parkedKeys.isEmpty else { return [] }
        let wanted = wantedWrites(of: sync)
        return status.parkedKeys.sorted { $0.key < $1.key }.map(\.value)
            .filter { parked in
                guard let wanted, let key = parked.change.key else { return true }
                return wanted[key] == parked.change.fingerprint
            }
    }

    /// Everything that is parked of a sync: first what stands in the way of all of it.
    package func parked(of sync: Sync) -> [SyncStatus.Parked] {
        [statuses[sync.id]?.parkedWhole].compactMap(\.self) + parkedChanges(of: sync)
    }

    /// What somebody decided to leave of a sync and the source still wants, in the order of the keys.
    package func skippedChanges(of sync: Sync) -> [SyncStatus.Skipped] {
        guard let status = statuses[sync.id], !status.skippedKeys.isEmpty else { return [] }
        let wanted = wantedWrites(of: sync)
        return status.skippedKeys.sorted { $0.key < $1.key }.map(\.value)
            .filter { wanted?[$0.change.key] == $0.change.fingerprint }
    }

    /// Whether a sync goes on, or goes on with all of its keys, only once somebody has acted.
    package func waitsForSomebody(_ sync: Sync) -> Bool {
        statuses[sync.id]?.needsAttention == true
            || refusedConnections.contains(sync.connectionID) || !parked(of: sync).isEmpty
    }

    /// The values that shall be written, by key; nil where that is not what the newest events say.
    private func wantedWrites(of sync: Sync) -> [String: Fingerprint]? {
        guard statuses[sync.id]?.pinnedTo == nil, let desired = desired(for: sync) else {
            return nil
        }
        return Dictionary(
            desired.variables.filter { !$0.isBlank }.map { ($0.key, $0.fingerprint) },
            uniquingKeysWith: { _, last in last }
        )
    }

    /// A key that was written or deleted where the sync acts now is set aside no longer.
    mutating func settle(_ variable: PushedVariable) {
        let place = Ledger.Place(variable)
        guard let sync = syncs[variable.syncID], Ledger.Place(sync.destination) == place else {
            return
        }
        statuses[variable.syncID]?.settle(variable.key)
    }
}
