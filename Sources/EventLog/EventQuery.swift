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
    /// Which events also belong to `sync`, such as the changes that its pushes carried out.
    package var causes: EventCauses?

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
    /// Whether an event must be decoded to tell if it matches, since no column holds keys or
    /// causes.
    package var looksInside: Bool { key != nil || causes != nil }

    /// Whether the content of an event matches.
    package func concerns(_ event: RecordedEvent) -> Bool {
        if let causes, event.body.syncID != sync, !causes.contains(event) { return false }
        return key.map(event.concerns) ?? true
    }

    /// Groups of terms; every matching event has a term of each.
    package var termGroups: [[EventTerm]] {
        [
            key.map { [.key($0)] }, type.map { [.type($0)] }, source.map { [.source($0)] },
            sync.map { [.sync($0)] + (causes?.terms ?? []) },
        ]
        .compactMap(\.self)
    }
}

/// The events that changed what a sync desires.
package struct EventCauses: Sendable {
    /// Every such event has one of these.
    package let terms: [EventTerm]
    private let accepts: @Sendable (RecordedEvent) -> Bool

    /// Those that `accepts` accepts, each of which has one of `terms`.
    package init(
        terms: [EventTerm],
        accepts: @escaping @Sendable (RecordedEvent) -> Bool
    ) {
        self.terms = terms
        self.accepts = accepts
    }

    /// Whether an event of the log is one of them.
    package func contains(_ event: RecordedEvent) -> Bool { accepts(event) }
}
