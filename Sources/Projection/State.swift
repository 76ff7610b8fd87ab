package import SyncModel

/// The fold of the whole log: `state = fold(log)`, without exception.
package struct State: Sendable, Equatable {
    /// The last applied event.
    package internal(set) var position = Position.beforeFirst
    /// The time of the last applied event; nil for an empty log.
    package internal(set) var recordedAt: Timestamp?
    /// By name.
    package internal(set) var sources: [String: WebhookSource] = [:]
    /// By id.
    package internal(set) var connections: [String: Connection] = [:]
    /// By id.
    package internal(set) var syncs: [String: Sync] = [:]
    /// By the sync's id.
    package internal(set) var statuses: [String: SyncStatus] = [:]
    /// The known content of every reported folder.
    package internal(set) var folders: [FolderID: Folder] = [:]
    /// The source that each folder is bound to if a sync names none: the first that reported it.
    package internal(set) var reporters: [FolderPath: String] = [:]
    /// How fetching is going, for every folder that was fetched or reported as changed.
    package internal(set) var fetchStatuses: [FolderID: FetchStatus] = [:]
    /// The last write of every variable.
    package internal(set) var ledger = Ledger()
    /// Connections whose API key Checkly rejects, until they are updated or somebody asks for a
    /// push.
    package internal(set) var refusedConnections: Set<String> = []
    /// When a delivery last matched each secret, by source and secret id.
    package internal(set) var secretUses: [String: [String: Timestamp]] = [:]
    /// The display names of environments, by project and slug, as far as the KMS tells them.
    package internal(set) var environmentNames: [String: [String: String]] = [:]
    /// Why nothing is written to Checkly; nil while pushing is released.
    package internal(set) var hold: PushingHold?
    /// Repetitions of events with different content, by source.
    package internal(set) var differences: [String: DifferingRepetitions] = [:]
    /// The API tokens besides the administrator's, by name.
    package internal(set) var tokens: [String: APIToken] = [:]
    /// Who is told what waits for a person, by name.
    package internal(set) var notifications: [String: NotificationTarget] = [:]
    /// The id of the current master key; nil if it was never rotated.
    package internal(set) var masterKeyID: String?
    /// The id of the administrator's token; nil if it was never rotated.
    package internal(set) var adminTokenID: String?
    /// The newest event that shredded values; some of their keys may still have to be destroyed.
    package internal(set) var lastShredding: Position?
    /// The syncs that use each folder; derived from the rest.
    var index = FolderSubscribers()
    /// The syncs whose last run met a conflict; derived from the rest.
    var conflicted: Set<String> = []

    /// The state of an empty log.
    package init() {}

    /// This state with a sync as it would be: one more, or a changed one.
    package func setting(_ sync: Sync) -> State {
        var state = self
        if syncs[sync.id] == nil {
            state.add(sync, at: position)
        } else {
            state.update(sync, at: position)
        }
        return state
    }

    mutating func add(_ sync: Sync, at position: Position) {
        syncs[sync.id] = sync
        index.add(sync)
        statuses[sync.id] = SyncStatus(configuredAt: position)
    }

    mutating func update(_ sync: Sync, at position: Position) {
        let old = syncs[sync.id]
        if let old {
            index.remove(old)
            leave(old, for: sync)
        }
        syncs[sync.id] = sync
        index.add(sync)
        if let old, sync.differsInWords(from: old) { return }
        statuses[sync.id]?.configure(at: position)
    }

    /// Remembers a destination that a sync leaves, as long as it has variables there.
    mutating func leave(_ old: Sync, for new: Sync) {
        let (oldPlace, newPlace) = (Ledger.Place(old.destination), Ledger.Place(new.destination))
        statuses[new.id]?.formerDestinations.removeAll { Ledger.Place($0.destination) == newPlace }
        // An open run may be writing there right now.
        let mayHold =
            statuses[new.id]?.openRun != nil || ledger.holds(anythingOf: old.id, at: oldPlace)
        if oldPlace != newPlace, mayHold {
            statuses[new.id]?.formerDestinations
                .append(
                    SyncStatus.FormerDestination(
                        connectionID: old.connectionID,
                        destination: old.destination
                    )
                )
        }
    }

    /// Remembers the destination of a run that began before its sync was given another one.
    mutating func remember(_ attempt: PushAttempt) {
        let place = Ledger.Place(attempt.destination)
        guard let sync = syncs[attempt.syncID], Ledger.Place(sync.destination) != place,
            statuses[sync.id]?.formerDestinations
                .contains(where: { Ledger.Place($0.destination) == place }) == false
        else { return }
        statuses[sync.id]?.formerDestinations
            .append(
                SyncStatus.FormerDestination(
                    connectionID: attempt.connectionID,
                    destination: attempt.destination
                )
            )
    }

    /// Releases the variables at former destinations that were reachable only through a deleted
    /// connection.
    mutating func giveUpDestinations(reachedThrough id: String, at position: Position) {
        for (syncID, status) in statuses {
            for former in status.formerDestinations where former.connectionID == id {
                let place = Ledger.Place(former.destination)
                for key in ledger.giveUp(allOf: syncID, at: place) {
                    free(key, at: place, position)
                }
            }
            statuses[syncID]?.formerDestinations.removeAll { $0.connectionID == id }
        }
    }

    mutating func finish(_ run: PushRun, _ outcome: PushOutcome, _ event: RecordedEvent) {
        for (place, key) in ledger.endDoubts(of: run.id) { free(key, at: place, event.position) }
        let isOutdated = isOutdated(run)
        statuses[run.syncID]?.finish(run, outcome, event)
        if isOutdated { statuses[run.syncID]?.needsAttention = false }
        statuses[run.syncID]?.formerDestinations
            .removeAll {
                !ledger.holds(anythingOf: run.syncID, at: Ledger.Place($0.destination))
            }
        if case .failed(let problem, _) = outcome, problem.code == PushProblem.credentialsRejected,
            !isOutdated, let sync = syncs[run.syncID]
        {
            refusedConnections.insert(sync.connectionID)
        }
    }

    /// Whether a run's sync or its API key changed, or a push was requested, after the run was
    /// planned.
    ///
    /// The failure of such a run says nothing about the sync as it is now.
    func isOutdated(_ run: PushRun) -> Bool {
        guard let sync = syncs[run.syncID], let status = statuses[run.syncID] else { return false }
        let keySetAt = connections[sync.connectionID]?.apiKey.position ?? .beforeFirst
        return max(status.configuredAt, keySetAt, status.requestedAt ?? .beforeFirst) > run.through
    }

    /// Lets the syncs of a connection try again; their failures may have been due to its API key.
    mutating func allowTrying(_ connectionID: String) {
        refusedConnections.remove(connectionID)
        for sync in syncs.values where sync.connectionID == connectionID {
            statuses[sync.id]?.needsAttention = false
            statuses[sync.id]?.parkedWhole = nil
        }
    }

    mutating func liftRefusal(of syncID: String) {
        if let sync = syncs[syncID] { allowTrying(sync.connectionID) }
    }

    mutating func withFolder(
        _ path: FolderPath,
        of event: RecordedEvent,
        _ change: (inout Folder) -> Void
    ) {
        guard let source = event.source else { return }
        change(&folders[FolderID(source: source, path: path), default: Folder()])
        if reporters[path] == nil { reporters[path] = source }
    }

    mutating func setImports(
        _ imports: [FolderPath],
        of path: FolderPath,
        _ event: RecordedEvent
    ) {
        guard let source = event.source else { return }
        let id = FolderID(source: source, path: path)
        let former = folders[id]?.imports ?? []
        withFolder(path, of: event) { $0.setImports(imports, at: event.position) }
        index.setImports(imports, of: id, insteadOf: former)
    }

    mutating func restore(position: Position, recordedAt: Timestamp?) {
        self.position = position
        self.recordedAt = recordedAt
    }
}
