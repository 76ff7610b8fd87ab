internal import Encodings
package import Projection
internal import ReadModels
package import SyncModel

/// The history of one sync, folded event by event: changes of its desired state and its own events.
///
/// A pin does not hide what changes meanwhile.
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

    /// What the sync desired before the next event, and when its folders last changed.
    private struct Before {
        var desired: DesiredState?
        var contentChange: Position?
    }

    private let syncID: String
    private let key: String?
    /// The state after the last applied event.
    package private(set) var state: State
    /// Nil after an event that is about other keys.
    private var before: Before?

    /// Starts after the events that led to a state.
    ///
    /// - Parameters:
    ///   - syncID: The sync.
    ///   - state: Where to start.
    ///   - key: Leaves out what does not concern this key of a secret or its variable.
    package init(of syncID: String, after state: State, key: String? = nil) {
        self.syncID = syncID
        self.state = state
        self.key = key
    }

    /// Applies the next event; returns nil if it does not affect the sync, or not the key.
    package mutating func take(_ event: RecordedEvent) -> Entry? {
        let names = key.map { Set([$0, variableKey(of: $0)].map { NameKey($0) }) }
        if let names, isAboutOthers(event, than: names) {
            state.apply(event)
            before = nil
            return nil
        }
        let was = before ?? current
        state.apply(event)
        before = was
        let isOwn = event.body.syncID == syncID
        // Nearly all events of a large log are about others; the rest below takes longer.
        if !isOwn, isElsewhere(event) { return nil }
        let changes = takeChanges(since: was, mayDifferAnyway: isSetting(event))
        let superseded = superseded(by: event)
        if !isOwn, changes.isEmpty, superseded.isEmpty { return nil }
        let entry = Entry(event: event, changes: changes, superseded: superseded)
        return names.map { $0.contains { entry.concerns($0.text) } } ?? true ? entry : nil
    }

    private var current: Before {
        let sync = state.syncs[syncID]
        return Before(
            desired: sync.flatMap(state.desired),
            contentChange: sync.flatMap(state.contentChange)
        )
    }

    private func variableKey(of secret: String) -> String {
        state.syncs[syncID]?.variableKey(of: secret) ?? secret
    }

    /// Whether an event changes secrets of which neither the name nor the variable is one of some.
    private func isAboutOthers(_ event: RecordedEvent, than names: Set<NameKey>) -> Bool {
        guard case .secrets(.changed) = event.body else { return false }
        return event.body.keys.allSatisfy { key in
            !names.contains(NameKey(key)) && !names.contains(NameKey(variableKey(of: key)))
        }
    }

    /// Whether an event is about the sync, other than a push of it.
    private func isSetting(_ event: RecordedEvent) -> Bool {
        if case .sync(let body) = event.body { body.syncID == syncID } else { false }
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

    private mutating func takeChanges(
        since was: Before,
        mayDifferAnyway: Bool
    ) -> [StateDifference.Entry] {
        let sync = state.syncs[syncID]
        let change = sync.flatMap(state.contentChange)
        if change == was.contentChange, !mayDifferAnyway { return [] }
        let now = Before(desired: sync.flatMap(state.desired), contentChange: change)
        before = now
        return StateDifference.entries(of: syncID, from: was.desired, to: now.desired)
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
