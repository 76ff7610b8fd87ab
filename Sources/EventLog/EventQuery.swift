package import SyncModel

/// Which events to read, in the order of their positions.
package struct EventQuery: Sendable {
    /// Only later ones.
    package var after: Position
    /// Only earlier ones.
    package var before: Position?
    /// How many at most.
    package var limit: Int
    package var type: String?
    package var source: String?
    /// A sync's id.
    package var sync: String?
    /// A secret's or a variable's key.
    package var key: String?
    /// Whether the newest are wanted where there are more than `limit`; they come in the log's order all the same.
    package var isNewest = false
    /// What else belongs to the sync asked for, such as the changes that its pushes were made for.
    package var causes: (@Sendable (RecordedEvent) -> Bool)?

    package init(
        after: Position = .beforeFirst,
        before: Position? = nil,
        limit: Int,
        type: String? = nil,
        source: String? = nil,
        sync: String? = nil,
        key: String? = nil
    ) {
        self.after = after
        self.before = before
        self.limit = limit
        self.type = type
        self.source = source
        self.sync = sync
        self.key = key
    }
}

extension EventQuery {
    /// Whether only a look inside an event tells that it matches; the database knows no keys and no causes.
    package var looksInside: Bool { key != nil || causes != nil }

    /// Whether an event is what is asked for, by what is inside.
    package func concerns(_ event: RecordedEvent) -> Bool {
        if let causes, event.body.syncID != sync, !causes(event) { return false }
        return key.map(event.concerns) ?? true
    }
}

extension RecordedEvent {
    /// Whether the event is about a secret or a variable of this key.
    package func concerns(_ key: String) -> Bool {
        switch body {
        case .secrets(.changed(_, let changes, let leftOut)):
            return changes.contains { change in
                switch change {
                case .set(let entry): entry.key == key
                case .delete(let deleted, _): deleted == key
                }
            } || leftOut.contains { $0.key == key }
        case .folder(.observed(_, let observation)):
            return observation.secrets.contains { $0.key == key }
                || observation.leftOut.contains { $0.key == key }
        case .secrets(.snapshot(_, let entries, let leftOut)):
            return entries.contains { $0.key == key } || leftOut.contains { $0.key == key }
        case .push(.variableWritten(let variable)), .push(.variableDeleted(let variable)),
            .push(.variableFailed(let variable, _)), .push(.variableSkipped(let variable, _)):
            return variable.key == key
        case .push(.attempted(let attempt)): return attempt.writes.contains { $0.key == key }
        case .sync(.adopted(_, _, let keys)): return keys.contains(key)
        case .sync(.parked(_, let change)): return change.key == key
        case .sync(.retried(_, let retried)): return retried == key
        case .sync(.changeSkipped(_, let change)): return change.key == key
        case .sync(.consentGiven(_, _, let keys)): return keys.contains(key)
        case .sync(.driftDetected(_, _, let drifts)): return drifts.contains { $0.key == key }
        case .source, .connection, .delivery, .pushing, .administration, .sync(.created),
            .sync(.updated), .sync(.deleted), .sync(.pushRequested), .sync(.planApproved),
            .sync(.planRefused), .sync(.removalRequested), .sync(.paused), .sync(.resumed),
            .sync(.pinned), .sync(.unpinned), .sync(.consentRequired), .secrets(.imports),
            .folder(.declaredComplete), .folder(.notified), .folder(.fetchFailed),
            .folder(.emptiedHeld), .folder(.emptiedConfirmed), .push(.started), .push(.finished):
            return false
        }
    }
}
