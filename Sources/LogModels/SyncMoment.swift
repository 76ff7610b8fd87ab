package import Encodings
package import SyncModel

/// A position at which what a sync desires changed, or what Checkly acknowledged of it.
package struct SyncMoment: Sendable {
    /// What changed.
    package enum Kind: String, Sendable, CaseIterable {
        /// What there should be at Checkly.
        case desired
        /// A variable, which Checkly acknowledged as written.
        case written
        /// A variable, which Checkly acknowledged as deleted.
        case deleted
    }

    /// What changed.
    package let kind: Kind
    /// The number of keys of which it changed.
    package let keyCount: Int
    /// The event that changed it.
    package let event: RecordedEvent

    /// The moment of an entry of a sync's history; nil if neither changed.
    package init?(_ entry: SyncHistory.Entry) {
        event = entry.event
        switch entry.event.body {
        case .push(.variableWritten): (kind, keyCount) = (.written, 1)
        case .push(.variableDeleted): (kind, keyCount) = (.deleted, 1)
        case .push(.started), .push(.attempted), .push(.variableFailed), .push(.variableSkipped),
            .push(.finished), .source, .connection, .sync, .secrets, .folder, .delivery, .pushing,
            .administration:
            if entry.changes.isEmpty { return nil }
            (kind, keyCount) = (.desired, entry.changes.count)
        }
    }

    /// The moment as shown.
    package var json: CanonicalValue {
        .object([
            "position": .integer(event.position.number),
            "recordedAt": .text(event.recordedAt.rfc3339),
            "type": .text(event.body.type),
            "kind": .text(kind.rawValue),
            "keys": .integer(Int64(keyCount)),
        ])
    }
}
