package import Projection
package import SyncModel

/// The history of one sync, folded event by event: changes of its desired state and its own events.
package struct SyncHistory: Sendable {
    /// One event with its effect on the sync.
    package struct Entry: Sendable {
        /// The event as recorded.
        package let event: RecordedEvent
        /// The changes of the desired state that the event caused.
        package let changes: [StateDifference.Entry]
        /// The keys whose changes in the event had no effect because newer versions were known.
        package let superseded: [String]
    }

    private let syncID: String
    /// The state after the last applied event.
    package private(set) var state: State
    private var desired: DesiredState?
    private var lastChange: Position?

    /// Starts after the events that led to a state.
    package init(of syncID: String, after state: State) {
        self.syncID = syncID
        self.state = state
        desired = state.syncs[syncID].flatMap(state.desired)
        lastChange = state.syncs[syncID].flatMap(state.lastChange)
    }

    /// Applies the next event; returns nil if it does not affect the sync.
    package mutating func take(_ event: RecordedEvent) -> Entry? {
        state.apply(event)
        let isOwn = event.body.syncID == syncID
        // Nearly all events of a large log are about others; the rest below takes longer.
        if !isOwn, isElsewhere(event) { return nil }
        let changes = takeChanges(mayDifferAnyway: isOwn)
        let superseded = superseded(by: event)
        if !isOwn, changes.isEmpty, superseded.isEmpty { return nil }
        return Entry(event: event, changes: changes, superseded: superseded)
    }

    /// Whether an event tells of folders that the sync does not read, or is another sync's push.
    private func isElsewhere(_ event: RecordedEvent) -> Bool {
        switch event.body {
        case .push: true
        case .secrets, .folder(.notified), .folder(.observed), .folder(.declaredComplete):
            !state.affectedSyncs(by: event).contains(syncID)
        case .source, .connection, .sync, .delivery, .pushing, .administration,
            .folder(.fetchFailed), .folder(.emptiedHeld), .folder(.emptiedConfirmed):
            false
        }
    }

    /// The keys of the sync's folders whose changes in an event had no effect.
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
    /// Whether a delivery reported the content of a folder or a change in it.
    fileprivate func tellsSecrets(of folder: FolderPath) -> Bool {
        if case .secrets(.changed(folder, _, _)) = self { return true }
        if case .secrets(.snapshot(folder, _, _)) = self { return true }
        return false
    }
}
