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
