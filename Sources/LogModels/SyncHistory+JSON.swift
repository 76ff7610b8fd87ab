package import Encodings
internal import SyncModel

extension SyncHistory.Entry {
    /// The event and what it changed for the sync.
    package var json: CanonicalValue {
        event.json.adding(["changes": .list(changes.map(\.json))])
            .adding(
                superseded.isEmpty
                    ? [:] : ["superseded": .list(superseded.map(CanonicalValue.text))]
            )
    }

    /// Whether the event changed a key, or would have if it had not been superseded.
    package func concerns(_ key: String) -> Bool {
        changes.contains { $0.key == key } || event.concerns(key)
            || superseded.contains { NameKey($0) == NameKey(key) }
    }
}
