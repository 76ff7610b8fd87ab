extension RecordedEvent {
    /// Whether the event mentions a secret or a variable with this key.
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
