package import Projection
internal import Reconciliation
internal import SyncModel

extension State {
    /// Refuses an approval that would be refused whatever Checkly holds now.
    ///
    /// - Throws: `CommandRefusal`.
    package func refuseApproval(
        ofPlan planID: String,
        ofSync id: String
    ) throws(CommandRefusal) {
        guard let sync = syncs[id] else { throw .unknownSync(id: id) }
        try refuseWhileHeld(sync)
        let pinned = PlannedPush.pinnedPosition(ofPlan: planID) ?? .beforeFirst
        if pinned > position { throw .problem(.planOutdated) }
    }

    func decide(
        _ action: SyncAction,
        onSync id: String,
        at time: Timestamp
    ) throws(CommandRefusal) -> Decision {
        guard let sync = syncs[id] else {
            if case .update = action { throw .unknownSyncToUpdate(id: id) }
            throw .unknownSync(id: id)
        }
        func decision(_ event: SyncEvent) -> Decision {
            Decision([.sync(event)], answer: .sync(sync))
        }
        switch action {
        case .update(let new): return try update(sync, new, at: time)
        case .delete(let removesSecrets):
            return decision(
                removesSecrets
                    ? .removalRequested(syncID: id, deletesSync: true) : .deleted(id: id)
            )
        case .push:
            try refuseWhileHeld(sync)
            return decision(.pushRequested(syncID: id))
        case .removeSecrets:
            return decision(.removalRequested(syncID: id, deletesSync: false))
        case .pause(let reason): return decision(.paused(syncID: id, reason: reason))
        case .resume(let reason): return decision(.resumed(syncID: id, reason: reason))
        case .pin(let position): return decision(.pinned(syncID: id, asOf: position))
        case .unpin: return decision(.unpinned(syncID: id))
        case .adopt(let keys):
            try refuseUnadoptable(keys, by: sync)
            return decision(.adopted(syncID: id, sync.destination, keys: keys))
        case .retry(let key):
            try refuseWhileHeld(sync)
            if let key { _ = try parkedChange(key, of: sync) }
            return decision(.retried(syncID: id, key: key))
        case .skip(let key, let reason):
            let change = try parkedChange(key, of: sync)
            let skipped = SkippedChange(key: key, fingerprint: change.fingerprint, reason: reason)
            return decision(.changeSkipped(syncID: id, skipped))
        case .approve(let planID, let current):
            return try approve(planID, current, of: sync)
        }
    }

    private func approve(
        _ planID: String,
        _ current: CurrentPlan,
        of sync: Sync
    ) throws(CommandRefusal) -> Decision {
        if planID != current.id { throw .problem(.planOutdated) }
        if let problem = current.problem { throw .problem(problem) }
        try refuseWhileHeld(sync)
        let status = statuses[sync.id]
        var events = [EventBody.sync(.planApproved(syncID: sync.id, planID: planID))]
        if let pinned = PlannedPush.pinnedPosition(ofPlan: planID), pinned != status?.pinnedTo {
            events.append(.sync(.pinned(syncID: sync.id, asOf: pinned)))
        }
        return Decision(events, answer: .approval(sync, lastJobID: status?.lastJobID))
    }

    /// Refuses a push while nothing may be pushed.
    func refuseWhileHeld(_ sync: Sync) throws(CommandRefusal) {
        if hold != nil { throw .pushingHeld }
        if statuses[sync.id]?.pause != nil { throw .syncPaused }
    }

    private func parkedChange(
        _ key: String,
        of sync: Sync
    ) throws(CommandRefusal) -> ParkedChange {
        guard let found = parkedChanges(of: sync).first(where: { $0.change.key == key }) else {
            throw .nothingParked(key: key)
        }
        return found.change
    }

    /// Refuses keys that the sync does not write: its next push would delete them.
    private func refuseUnadoptable(_ keys: [String], by sync: Sync) throws(CommandRefusal) {
        if keys.isEmpty { throw .noKeys }
        let desired: Set<String>
        do {
            desired = Set(try desiredVariables(of: sync).map(\.key))
        } catch {
            throw .problem(error)
        }
        let others = keys.filter { !desired.contains($0) }
        if !others.isEmpty { throw .keysNotDesired(others) }
    }
}
