package import SyncModel

/// Everything the log says, folded: `state = fold(log)`, with no exception.
package struct State: Sendable, Equatable {
    /// The last event taken in.
    package internal(set) var position = Position.beforeFirst
    package internal(set) var recordedAt: Timestamp?
    package internal(set) var sources: [String: WebhookSource] = [:]
    package internal(set) var connections: [String: Connection] = [:]
    package internal(set) var syncs: [String: Sync] = [:]
    package internal(set) var statuses: [String: SyncStatus] = [:]
    package internal(set) var folders: [FolderID: Folder] = [:]
    /// Which source a folder without a named one is bound to: the first that reported it.
    package internal(set) var reporters: [FolderPath: String] = [:]
    /// How reading stands, of every folder that was read or whose source said that it changed.
    package internal(set) var readings: [FolderID: FetchStatus] = [:]
    package internal(set) var ledger = Ledger()
    /// Connections whose API key Checkly does not accept, until they are updated or a push is asked for.
    package internal(set) var refusedConnections: Set<String> = []
    /// When a delivery last matched each secret, by source and the secret's id.
    package internal(set) var secretUses: [String: [String: Timestamp]] = [:]
    /// The names of environments, by project and slug, where their system told them.
    package internal(set) var environmentNames: [String: [String: String]] = [:]
    /// Why nothing at all is written to Checkly; nil while pushing goes on.
    package internal(set) var hold: PushingHold?
    /// What came again under the id of an earlier event and brought something else, by source.
    package internal(set) var differences: [String: DifferingRepetitions] = [:]
    /// Who may call the admin API beside the administrator, by name.
    package internal(set) var tokens: [String: APIToken] = [:]
    /// The id of the master key that took another's place; nil for the first one.
    package internal(set) var masterKeyID: String?
    /// The newest event that destroyed values; its keys may have to be destroyed yet.
    package internal(set) var lastShredding: Position?
    /// Which syncs read which folders; made of the rest.
    var index = FolderSubscribers()
    /// Syncs whose last run met a conflict; made of the rest.
    var conflicted: Set<String> = []

    package init() {}

    /// The state as it would be with one more sync.
    package func adding(_ sync: Sync) -> State {
        var state = self
        state.add(sync, at: position)
        return state
    }

    mutating func add(_ sync: Sync, at position: Position) {
        syncs[sync.id] = sync
        index.add(sync)
        statuses[sync.id] = SyncStatus(configuredAt: position)
    }

    mutating func update(_ sync: Sync, at position: Position) {
        if let old = syncs[sync.id] {
            index.remove(old)
            leave(old, for: sync)
        }
        syncs[sync.id] = sync
        index.add(sync)
        statuses[sync.id]?.configure(at: position)
    }

    /// Remembers a destination that a sync leaves, as long as it has something there.
    mutating func leave(_ old: Sync, for new: Sync) {
        let (oldPlace, newPlace) = (Ledger.Place(old.destination), Ledger.Place(new.destination))
        statuses[new.id]?.formerDestinations.removeAll { Ledger.Place($0.destination) == newPlace }
        // A run under way may be writing there just now.
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

    /// A run that began before its sync was given another destination still writes to the one it began with.
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

    /// What was written through a connection that is no more is nobody's, where its sync has moved on.
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
        statuses[run.syncID]?.finish(run, outcome, event)
        statuses[run.syncID]?.formerDestinations
            .removeAll {
                !ledger.holds(anythingOf: run.syncID, at: Ledger.Place($0.destination))
            }
        if case .failed(let problem, _) = outcome, problem.code == PushProblem.credentialsRejected,
            let sync = syncs[run.syncID]
        {
            refusedConnections.insert(sync.connectionID)
        }
    }

    /// What failed for want of good credentials may be tried with a connection that was updated.
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
