package import SyncModel

/// What happened to one sync, folded event by event: every change of what it wants, and every event of its own.
package struct SyncHistory: Sendable {
    /// One event and what it changed.
    package struct Entry: Sendable {
        package let event: RecordedEvent
        /// How what the sync wants became another with this event.
        package let changes: [StateDifference.Entry]
        /// The keys whose changes in the event came too late to count.
        package let superseded: [String]
    }

    private let syncID: String
    /// The state after the last event taken in.
    package private(set) var state: State
    private var desired: DesiredState?
    private var lastChange: Position?

    /// Begins after the events that made a state.
    package init(of syncID: String, after state: State) {
        self.syncID = syncID
        self.state = state
        desired = state.syncs[syncID].flatMap(state.desired)
        lastChange = state.syncs[syncID].flatMap(state.lastChange)
    }

    /// Takes in the next event; gives nil for one that is nothing to the sync.
    package mutating func take(_ event: RecordedEvent) -> Entry? {
        state.apply(event)
        let isOwn = event.body.syncID == syncID
        let changes = takeChanges(mayDifferAnyway: isOwn)
        let superseded = superseded(by: event)
        if !isOwn, changes.isEmpty, superseded.isEmpty { return nil }
        return Entry(event: event, changes: changes, superseded: superseded)
    }

    /// The keys of the sync's folders whose changes in an event came too late to count.
    private func superseded(by event: RecordedEvent) -> [String] {
        let keys = state.superseded(by: event)
        guard !keys.isEmpty, let sync = state.syncs[syncID] else { return [] }
        let isOfSync = state.importedFolders(of: sync)
            .contains { $0.source == event.source && event.body.tellsSecrets(of: $0.path) }
        return isOfSync ? keys : []
    }

    private mutating func takeChanges(mayDifferAnyway: Bool) -> [StateDifference.Entry] {
        let sync = state.syncs[syncID]
        let change = sync.flatMap(state.lastChange)
        if change == lastChange, !mayDifferAnyway { return [] }
        lastChange = change
        let now = sync.flatMap(state.desired)
        defer { desired = now }
        return StateDifference.entries(of: syncID, from: desired, to: now)
    }
}

extension EventBody {
    /// Whether a delivery told what a folder holds, or what changed in it.
    fileprivate func tellsSecrets(of folder: FolderPath) -> Bool {
        if case .secrets(.changed(folder, _, _)) = self { return true }
        if case .secrets(.snapshot(folder, _, _)) = self { return true }
        return false
    }
}
