package import SyncModel

/// Which events to read, in the order of their positions.
package struct EventQuery: Sendable {
    /// Only events after this position.
    package var after: Position
    /// Only events before this position; nil for no bound.
    package var before: Position?
    /// The maximum number of events.
    package var limit: Int
    /// Only events of this type, in its wire form; nil for any.
    package var type: String?
    /// Only events from this source; nil for any.
    package var source: String?
    /// Only events about the sync with this id, and those that `causes` accepts; nil for any.
    package var sync: String?
    /// Only events that mention this key of a secret or variable; nil for any.
    package var key: String?
    /// Whether to read the newest events if more than `limit` match; they are in log order either
    /// way.
    package var isNewest = false
    /// Accepts events that also belong to `sync`, such as the changes that its pushes carried out.
    package var causes: (@Sendable (RecordedEvent) -> Bool)?

    /// Makes a query; by default it has no conditions but `limit`.
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
    /// Whether an event must be decoded to tell if it matches: the database indexes neither keys
    /// nor causes.
    package var looksInside: Bool { key != nil || causes != nil }

    /// Whether the content of an event matches.
    package func concerns(_ event: RecordedEvent) -> Bool {
        if let causes, event.body.syncID != sync, !causes(event) { return false }
        return key.map(event.concerns) ?? true
    }
}
