package import SyncModel

/// One variable as a sync wants it.
package struct DesiredVariable: Sendable, Equatable {
    package var key: String
    /// The secret's name in the folder.
    package var sourceKey: String
    /// The folder that holds the secret: the sync's own, or an imported one.
    package var folder: FolderID
    package var fingerprint: Fingerprint
    package var isBlank: Bool
    package var value: SealedValueReference
    /// Whether nobody can open the value any more.
    package var isUnavailable: Bool
    /// The event that made it so.
    package var position: Position { value.position }

    /// What the value was sealed as.
    package var valueName: ValueName { .secret(sourceKey, in: folder) }
}

/// What a sync wants at its destination, by key.
package struct DesiredState: Sendable, Equatable {
    package var folder: FolderID
    /// In the order of their keys.
    package var variables: [DesiredVariable]
    /// Keys it would have but for an event that took their secret away.
    package var removals: [String: Position]
    /// Imported folders of which nothing was ever reported; what they hold is not known.
    package var unknownImports: [FolderPath]
    /// Folders it comes from of which only part is known; what is not in it may be in them.
    package var incompleteFolders: [FolderPath]

    package init(
        folder: FolderID,
        variables: [DesiredVariable],
        removals: [String: Position],
        unknownImports: [FolderPath] = [],
        incompleteFolders: [FolderPath] = []
    ) {
        self.folder = folder
        self.variables = variables
        self.removals = removals
        self.unknownImports = unknownImports
        self.incompleteFolders = incompleteFolders
    }
}

extension State {
    /// How deep imports of imports are followed.
    private static let importDepthLimit = 10

    /// The source whose folder a sync reads: the named one, or the first that reported the folder.
    package func boundSource(of sync: Sync) -> String? {
        sync.sourceName ?? reporters[sync.folder]
    }

    /// What a sync wants, or nil while nothing is known of its folder: unknown is not empty.
    package func desired(for sync: Sync) -> DesiredState? {
        guard let source = boundSource(of: sync) else { return nil }
        let id = FolderID(source: source, path: sync.folder)
        guard folders[id]?.isKnown == true else { return nil }
        var chain: Set<FolderID> = []
        var visited: Set<FolderID> = []
        let secrets = resolved(id, depth: 0, chain: &chain, visited: &visited)
        var byKey: [String: DesiredVariable] = [:]
        func key(for name: String) -> String {
            sync.options.keySchema?.key(for: name, environment: sync.folder.environment) ?? name
        }
        for (name, found) in secrets.sorted(by: { $0.key < $1.key }) {
            let key = key(for: name.text)
            byKey[key] = DesiredVariable(
                key: key,
                sourceKey: name.text,
                folder: found.folder,
                fingerprint: found.secret.fingerprint,
                isBlank: found.secret.isBlank,
                value: found.secret.value,
                isUnavailable: found.secret.isUnavailable
            )
        }
        var removals: [String: Position] = [:]
        for id in visited {
            for (name, position) in folders[id]?.removals ?? [:] where secrets[name] == nil {
                let key = key(for: name.text)
                removals[key] = max(removals[key] ?? position, position)
            }
        }
        return DesiredState(
            folder: id,
            variables: byKey.values.sorted { $0.key < $1.key },
            removals: removals,
            unknownImports: unknownImports(of: visited),
            incompleteFolders: incompleteFolders(among: visited)
        )
    }

    private func unknownImports(of visited: Set<FolderID>) -> [FolderPath] {
        var unknown: Set<FolderPath> = []
        for id in visited {
            for path in folders[id]?.imports ?? []
            where folders[FolderID(source: id.source, path: path)]?.isKnown != true {
                unknown.insert(path)
            }
        }
        return unknown.sorted()
    }

    private func incompleteFolders(among ids: Set<FolderID>) -> [FolderPath] {
        ids.filter { folders[$0].map { $0.isKnown && !$0.isComplete } ?? false }
            .map(\.path).sorted()
    }

    /// The folders a sync draws from of which only part is known: its own, and those it imports.
    package func incompleteFolders(of sync: Sync) -> [FolderPath] {
        guard let source = boundSource(of: sync) else { return [] }
        let own = FolderID(source: source, path: sync.folder)
        var found: Set<FolderID> = [own]
        var layer = [own]
        for _ in 0..<Self.importDepthLimit {
            layer = layer.flatMap { folders[$0]?.imports ?? [] }
                .map { FolderID(source: source, path: $0) }
                .filter { found.insert($0).inserted }
        }
        return incompleteFolders(among: found)
    }

    /// The last event after which what a sync wants may differ; nil while nothing is known of its folder.
    package func lastChange(for sync: Sync) -> Position? {
        guard let source = boundSource(of: sync), let status = statuses[sync.id] else {
            return nil
        }
        let id = FolderID(source: source, path: sync.folder)
        guard folders[id]?.isKnown == true else { return nil }
        if status.pinnedTo != nil { return status.configuredAt }
        var visited: Set<FolderID> = []
        return max(status.configuredAt, lastChange(of: id, depth: 0, visited: &visited))
    }

    private func lastChange(
        of id: FolderID,
        depth: Int,
        visited: inout Set<FolderID>
    ) -> Position {
        guard depth <= Self.importDepthLimit, visited.insert(id).inserted,
            let folder = folders[id]
        else { return .beforeFirst }
        return folder.imports
            .map {
                lastChange(
                    of: FolderID(source: id.source, path: $0),
                    depth: depth + 1,
                    visited: &visited
                )
            }
            .reduce(folder.changedAt, max)
    }

    private typealias Found = (folder: FolderID, secret: Folder.Secret)

    /// A folder's secrets with its imports: own ones win, then later imports over earlier ones; cycles are cut.
    private func resolved(
        _ id: FolderID,
        depth: Int,
        chain: inout Set<FolderID>,
        visited: inout Set<FolderID>
    ) -> [NameKey: Found] {
        guard depth <= Self.importDepthLimit, chain.insert(id).inserted, let folder = folders[id]
        else { return [:] }
        defer { chain.remove(id) }
        visited.insert(id)
        var secrets: [NameKey: Found] = [:]
        for path in folder.imports.map({ FolderID(source: id.source, path: $0) }) {
            let imported = resolved(path, depth: depth + 1, chain: &chain, visited: &visited)
            for (name, found) in imported { secrets.respell(name, found) }
        }
        for (name, secret) in folder.secrets { secrets.respell(name, (id, secret)) }
        return secrets
    }
}

extension [NameKey: (folder: FolderID, secret: Folder.Secret)] {
    /// Sets a value under the given spelling of its key, in the place of one that Unicode takes for the same.
    fileprivate mutating func respell(_ key: NameKey, _ value: Value) {
        if let index = index(forKey: key), !self[index].key.text.isSpelled(key.text) {
            remove(at: index)
        }
        self[key] = value
    }
}
