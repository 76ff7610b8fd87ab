internal import Encodings

extension RecordedEvent {
    /// Whether the event mentions a secret or a variable with this key.
    package func concerns(_ key: String) -> Bool {
        let name = NameKey(key)
        return body.keys.contains { NameKey($0) == name }
    }
}

extension EventBody {
    /// The keys of secrets or variables that the event mentions; one may stand there twice.
    package var keys: [String] {
        switch self {
        case .secrets(.changed(_, let changes, let leftOut)):
            changes.map(\.key) + leftOut.map(\.key)
        case .folder(.observed(_, let observation)):
            observation.secrets.map(\.key) + observation.leftOut.map(\.key)
        case .secrets(.snapshot(_, let entries, let leftOut)):
            entries.map(\.key) + leftOut.map(\.key)
        case .push(.variableWritten(let variable)), .push(.variableDeleted(let variable)),
            .push(.variableFailed(let variable, _)), .push(.variableSkipped(let variable, _)):
            [variable.key]
        case .push(.attempted(let attempt)): attempt.writes.map(\.key)
        case .sync(.adopted(_, _, let keys)): keys
        case .sync(.parked(_, let change)): change.key.map { [$0] } ?? []
        case .sync(.retried(_, let key)): key.map { [$0] } ?? []
        case .sync(.changeSkipped(_, let change)): [change.key]
        case .sync(.consentGiven(_, _, let keys)): keys
        case .sync(.driftDetected(_, _, let drifts)): drifts.map(\.key)
        case .source, .connection, .delivery, .pushing, .administration, .sync(.created),
            .sync(.updated), .sync(.deleted), .sync(.pushRequested), .sync(.planApproved),
            .sync(.planRefused), .sync(.removalRequested), .sync(.paused), .sync(.resumed),
            .sync(.pinned), .sync(.unpinned), .sync(.consentRequired), .secrets(.imports),
            .folder(.declaredComplete), .folder(.notified), .folder(.fetchFailed),
            .folder(.emptiedHeld), .folder(.emptiedConfirmed), .push(.started), .push(.finished):
            []
        }
    }
}
