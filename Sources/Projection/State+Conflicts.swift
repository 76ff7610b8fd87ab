internal import SyncModel

/// Syncs that had to leave a key to another sync try again once the key is given up.
extension State {
    /// Every sync whose last run met a conflict, for a state that was read back.
    var conflictedSyncs: Set<String> {
        Set(statuses.filter { $0.value.failedKeys.values.contains(where: \.isConflict) }.keys)
    }

    mutating func fail(_ variable: PushedVariable, _ problem: PushProblem, at time: Timestamp) {
        guard statuses[variable.syncID] != nil else { return }
        statuses[variable.syncID]?.fail(variable.key, problem, at: time)
        if problem.code == PushProblem.conflict { conflicted.insert(variable.syncID) }
    }

    /// A key that is nobody's any more lets those begin anew who wanted it.
    mutating func free(_ variable: PushedVariable, at position: Position) {
        let place = Ledger.Place(variable)
        free(variable.key, at: place, position)
    }

    mutating func free(_ key: String, at place: Ledger.Place, _ position: Position) {
        begin(anew: syncs(wanting: key, at: place), at: position)
    }

    /// What a sync that is no more wrote is nobody's any more.
    mutating func freeAll(of syncID: String, at position: Position) {
        conflicted.remove(syncID)
        let freed = conflicted.isEmpty ? [] : ledger.written(by: syncID)
        for (place, key) in freed { begin(anew: syncs(wanting: key, at: place), at: position) }
    }

    /// A sync whose keys become another's is told at once, as far as it wants them.
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
            // What a pinned sync wants is not in this state, so it may be any key.
            let isPinned = statuses[id]?.pinnedTo != nil
            let wanted = Set(isPinned ? keys : desired(for: sync)?.variables.map(\.key) ?? [])
            let missed = keys.filter(wanted.contains).sorted()
            guard let first = missed.first else { continue }
            let problem = PushProblem.conflict(over: first, with: syncs[owner]?.name ?? owner)
            for key in missed { statuses[id]?.fail(key, problem, at: event.recordedAt) }
            statuses[id]?.lose(problem)
            conflicted.insert(id)
        }
    }

    /// The syncs that met a conflict over a key.
    func syncs(wanting key: String, at place: Ledger.Place) -> Set<String> {
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
    /// What is recorded for a key that another sync wrote.
    package static let conflict = "conflict"

    /// Another sync has a key that a sync wants.
    fileprivate static func conflict(over key: String, with owner: String) -> PushProblem {
        PushProblem(
            code: conflict,
            message: "\(key) was taken over by sync \(owner). (Give one of the two syncs another "
                + "key schema, or let this one adopt the key.)"
        )
    }
}
