internal import Projection
internal import SyncModel

extension State {
    func decide(
        _ action: SyncAction,
        onSync id: String
    ) throws(CommandRefusal) -> Decision {
        guard let sync = syncs[id] else { throw .unknownSync(id: id) }
        switch action {
        case .push:
            try refuseWhileHeld(sync)
            return Decision([.sync(.pushRequested(syncID: id))], answer: .sync(sync))
        case .removeSecrets:
            let event = SyncEvent.removalRequested(syncID: id, deletesSync: false)
            return Decision([.sync(event)], answer: .sync(sync))
        case .pause(let reason):
            return Decision([.sync(.paused(syncID: id, reason: reason))], answer: .sync(sync))
        case .resume(let reason):
            return Decision([.sync(.resumed(syncID: id, reason: reason))], answer: .sync(sync))
        case .pin(let position):
            return Decision([.sync(.pinned(syncID: id, asOf: position))], answer: .sync(sync))
        case .unpin:
            return Decision([.sync(.unpinned(syncID: id))], answer: .sync(sync))
        case .adopt(let keys):
            try refuseUnadoptable(keys, by: sync)
            let event = SyncEvent.adopted(syncID: id, sync.destination, keys: keys)
            return Decision([.sync(event)], answer: .sync(sync))
        case .retry(let key):
            try refuseWhileHeld(sync)
            if let key { _ = try parkedChange(key, of: sync) }
            return Decision([.sync(.retried(syncID: id, key: key))], answer: .sync(sync))
        case .skip(let key, let reason):
            let change = try parkedChange(key, of: sync)
            let skipped = SkippedChange(key: key, fingerprint: change.fingerprint, reason: reason)
            return Decision([.sync(.changeSkipped(syncID: id, skipped))], answer: .sync(sync))
        case .approve(let planID, let position):
            return try approve(planID, asOf: position, of: sync)
        }
    }

    private func approve(
        _ planID: String,
        asOf position: Position?,
        of sync: Sync
    ) throws(CommandRefusal) -> Decision {
        try refuseWhileHeld(sync)
        let status = statuses[sync.id]
        var events = [EventBody.sync(.planApproved(syncID: sync.id, planID: planID))]
        if let position, position != status?.pinnedTo {
            events.append(.sync(.pinned(syncID: sync.id, asOf: position)))
        }
        return Decision(events, answer: .approval(sync, lastJobID: status?.lastJobID))
    }

    /// Refuses a push while nothing may be pushed.
    private func refuseWhileHeld(_ sync: Sync) throws(CommandRefusal) {
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
            throw .excess(error)
        }
        let others = keys.filter { !desired.contains($0) }
        if !others.isEmpty { throw .keysNotDesired(others) }
    }
}
