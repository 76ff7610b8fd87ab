package import SyncModel

/// Syncs that left a key to another sync, and their new tries once the key is released.
extension State {
    /// The syncs whose last run met a conflict, derived when a state is restored.
    var conflictedSyncs: Set<String> {
        Set(statuses.filter { $0.value.failedKeys.values.contains(where: \.isConflict) }.keys)
    }

    mutating func fail(_ variable: PushedVariable, _ problem: PushProblem, _ event: RecordedEvent) {
        guard statuses[variable.syncID] != nil else { return }
        statuses[variable.syncID]?.fail(variable.key, problem, at: event.recordedAt)
        guard problem.code == PushProblem.conflict else { return }
        conflicted.insert(variable.syncID)
        // The other sync may have been deleted, or lost the key, since the run was planned.
        if !isOwnedByAnother(variable) { begin(anew: [variable.syncID], at: event.position) }
    }

    /// Whether a key belongs to another sync that exists.
    private func isOwnedByAnother(_ variable: PushedVariable) -> Bool {
        guard let entry = ledger.entry(variable.key, at: Ledger.Place(variable)) else {
            return false
        }
        return entry.syncID != variable.syncID && syncs[entry.syncID] != nil
    }

    /// Whether another sync adopted a key after a run of this one was planned, and has not written
    /// it since.
    ///
    /// The adoption then stands, even if a write that was under way arrives at Checkly.
    package func hasLost(
        _ key: String,
        at place: Ledger.Place,
        after planned: Position,
        _ syncID: String
    ) -> Bool {
        guard let entry = ledger.entry(key, at: place), entry.syncID != syncID else { return false }
        return entry.isAdopted && entry.position > planned && syncs[entry.syncID] != nil
    }

    /// Whether another sync adopted a key while a sync's run was open.
    private func hasLost(_ key: String, at place: Ledger.Place, _ syncID: String) -> Bool {
        guard let run = statuses[syncID]?.openRun else { return false }
        return hasLost(key, at: place, after: run.through, syncID)
    }

    /// Records that writes may reach Checkly, except of keys that another sync adopted meanwhile.
    mutating func attempt(_ attempt: PushAttempt, _ event: RecordedEvent) {
        var kept = attempt
        let place = Ledger.Place(attempt.destination)
        kept.writes.removeAll { hasLost($0.key, at: place, attempt.syncID) }
        ledger.attempt(kept, at: event)
        remember(attempt)
    }

    /// Records a write; one of a key that another sync adopted meanwhile is a conflict.
    mutating func write(_ variable: PushedVariable, _ event: RecordedEvent) {
        let place = Ledger.Place(variable)
        if hasLost(variable.key, at: place, variable.syncID) {
            let owner = ledger.entry(variable.key, at: place)?.syncID ?? ""
            fail(variable, .conflict(over: variable.key, with: syncs[owner]?.name ?? owner), event)
        } else {
            loseKeys([variable.key], at: place, to: variable.syncID, event)
            ledger.write(variable, at: event)
        }
        settle(variable)
    }

    /// Releases a key and lets the syncs that desire it try again.
    mutating func free(_ variable: PushedVariable, at position: Position) {
        let place = Ledger.Place(variable)
        free(variable.key, at: place, position)
    }

    mutating func free(_ key: String, at place: Ledger.Place, _ position: Position) {
        begin(anew: syncs(desiring: key, at: place), at: position)
    }

    /// Releases all keys of a deleted sync.
    mutating func freeAll(of syncID: String, at position: Position) {
        conflicted.remove(syncID)
        let freed = conflicted.isEmpty ? [] : ledger.written(by: syncID)
        for (place, key) in freed { begin(anew: syncs(desiring: key, at: place), at: position) }
    }

    /// Takes keys from their owners, and fails at once the ones that an owner still desires.
    mutating func loseKeys(
        _ keys: [String],
        at place: Ledger.Place,
        to owner: String,
        _ event: RecordedEvent
    ) {
        var lost: [String: [String]] = [:]
        for key in keys {
            guard let loser = ledger.entry(key, at: place)?.syncID, loser != owner else { continue }
            lost[loser, default: []].append(key)
        }
        for (id, keys) in lost {
            guard let sync = syncs[id], Ledger.Place(sync.destination) == place else { continue }
            // This state does not hold a pinned sync's desired variables, so any key may be among
            // them.
            let isPinned = statuses[id]?.pinnedTo != nil
            let desired = Set(isPinned ? keys : desired(for: sync)?.variables.map(\.key) ?? [])
            let missed = keys.filter(desired.contains).sorted()
            guard let first = missed.first else { continue }
            let problem = PushProblem.conflict(over: first, with: syncs[owner]?.name ?? owner)
            for key in missed { statuses[id]?.fail(key, problem, at: event.recordedAt) }
            statuses[id]?.lose(problem)
            conflicted.insert(id)
        }
    }

    /// The syncs whose last run met a conflict over a key.
    func syncs(desiring key: String, at place: Ledger.Place) -> Set<String> {
        conflicted.filter { id in
            statuses[id]?.failedKeys[key]?.isConflict == true
                && syncs[id].map { Ledger.Place($0.destination) } == place
        }
    }

    private mutating func begin(anew ids: Set<String>, at position: Position) {
        for id in ids { statuses[id]?.change(at: position) }
    }
}

extension SyncStatus.KeyFailure {
    fileprivate var isConflict: Bool { problem.code == PushProblem.conflict }
}

extension PushProblem {
    /// The code for a key that belongs to another sync.
    package static let conflict = "conflict"

    /// The problem of a sync that lost a desired key to another sync.
    fileprivate static func conflict(over key: String, with owner: String) -> PushProblem {
        PushProblem(
            code: conflict,
            message: "\(key) was taken over by sync \(owner). (Give one of the two syncs another "
                + "key schema, or let this one adopt the key.)"
        )
    }
}
