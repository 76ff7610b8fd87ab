internal import Encodings
package import SyncModel

extension State {
    /// The keys whose changes in an event had no effect because newer versions were known, each
    /// once, in the event's order.
    ///
    /// Only the last such change of a key is remembered, so ask right after applying the event.
    package func superseded(by event: RecordedEvent) -> [String] {
        let (path, keys): (FolderPath, [String])
        switch event.body {
        case .secrets(.changed(let folder, let changes, _)):
            guard changes.contains(where: { $0.version != nil }) else { return [] }
            (path, keys) = (folder, changes.map(\.key))
        case .secrets(.snapshot(let folder, let entries, _)):
            guard entries.contains(where: { $0.version != nil }) else { return [] }
            (path, keys) = (folder, entries.map(\.key))
        case .source, .connection, .sync, .pushing, .administration, .folder, .delivery, .push,
            .secrets(.imports):
            return []
        }
        guard let source = event.source,
            let folder = folders[FolderID(source: source, path: path)],
            !folder.superseded.isEmpty
        else { return [] }
        var seen: Set<NameKey> = []
        return keys.filter {
            let key = NameKey($0)
            return folder.superseded[key]?.position == event.position && seen.insert(key).inserted
        }
    }

    /// Whether no change in an event had any effect, because newer versions were known.
    package func isSuperseded(_ event: RecordedEvent) -> Bool {
        guard case .secrets(.changed(_, let changes, _)) = event.body else { return false }
        let late = Set(superseded(by: event).map { NameKey($0) })
        return changes.allSatisfy { late.contains(NameKey($0.key)) }
    }

    /// The outdated changes of a sync's secrets, sorted by key, for keys that no other change has
    /// affected since.
    package func supersededChanges(
        of sync: Sync
    ) -> [(key: String, change: Folder.Superseded, newest: Int64)] {
        importedFolders(of: sync)
            .flatMap { id in
                (folders[id]?.superseded ?? [:])
                    .compactMap { key, change in
                        guard !change.isOver, let newest = folders[id]?.versions[key] else {
                            return nil
                        }
                        return (key.text, change, newest)
                    }
                    .sorted { $0.0 < $1.0 }
            }
    }
}
