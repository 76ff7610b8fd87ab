package import SyncModel

/// The syncs that a change of a folder may affect, so that nobody has to scan all of them.
///
/// It is indexed by path, not by source. It may therefore return a sync that uses the same path of
/// another source, but it never misses one.
struct FolderSubscribers: Sendable, Equatable {
    private var syncs: [FolderPath: Set<String>] = [:]
    /// The folders that import a path.
    private var importers: [FolderPath: Set<FolderID>] = [:]

    init() {}

    init(syncs: some Sequence<Sync>, folders: [FolderID: Folder]) {
        for sync in syncs { add(sync) }
        for (id, folder) in folders { setImports(folder.imports, of: id, insteadOf: []) }
    }

    mutating func add(_ sync: Sync) {
        syncs[sync.folder, default: []].insert(sync.id)
    }

    mutating func remove(_ sync: Sync) {
        syncs[sync.folder]?.remove(sync.id)
        if syncs[sync.folder]?.isEmpty == true { syncs[sync.folder] = nil }
    }

    mutating func setImports(
        _ imports: [FolderPath],
        of id: FolderID,
        insteadOf former: [FolderPath]
    ) {
        for path in former {
            importers[path]?.remove(id)
            if importers[path]?.isEmpty == true { importers[path] = nil }
        }
        for path in imports { importers[path, default: []].insert(id) }
    }

    /// The syncs that use a path, directly or through imports.
    func readers(of path: FolderPath) -> Set<String> {
        guard importers[path] != nil else { return syncs[path] ?? [] }
        var found: Set<String> = []
        var seen: Set<FolderPath> = [path]
        var open = [path]
        while let path = open.popLast() {
            found.formUnion(syncs[path] ?? [])
            for importer in importers[path] ?? [] where seen.insert(importer.path).inserted {
                open.append(importer.path)
            }
        }
        return found
    }

    /// The paths that are used through a path: itself, and what it imports.
    func paths(readThrough path: FolderPath) -> Set<FolderPath> {
        var imports: [FolderPath: [FolderPath]] = [:]
        for (path, importers) in importers {
            for importer in importers { imports[importer.path, default: []].append(path) }
        }
        var (found, open) = (Set([path]), [path])
        while let path = open.popLast() {
            open += (imports[path] ?? []).filter { found.insert($0).inserted }
        }
        return found
    }
}

extension State {
    /// The folders whose events may be causes of what a sync desires, whatever their source; empty
    /// if there is no such sync.
    package func foldersRead(by syncID: String) -> Set<FolderPath> {
        syncs[syncID].map { index.paths(readThrough: $0.folder) } ?? []
    }

    /// The syncs that may have work to do after an event.
    package func affectedSyncs(by event: RecordedEvent) -> Set<String> {
        switch event.body {
        case .secrets(.changed(let path, _, _)), .secrets(.snapshot(let path, _, _)),
            .secrets(.imports(let path, _)), .folder(.notified(let path, _)),
            .folder(.observed(let path, _)):
            index.readers(of: path)
        case .folder(.declaredComplete(let id)): index.readers(of: id.path)
        case .connection(.created(let connection)), .connection(.updated(let connection)):
            syncs(using: connection.id)
        case .connection(.deleted(let id)): syncs(using: id).union(conflicted)
        case .sync(.pushRequested(let id)), .sync(.planApproved(let id, _)),
            .sync(.removalRequested(let id, _)), .sync(.retried(let id, _)):
            sharing(id)
        case .push(.variableDeleted(let variable)):
            syncs(
                desiring: variable.key,
                at: Ledger.Place(accountID: variable.accountID, groupID: variable.groupID)
            )
            .union([variable.syncID])
        // A released key becomes available to the syncs that desire it.
        case .sync(.deleted): conflicted
        case .push(.variableFailed(let variable, _)): conflicted.union([variable.syncID])
        case .push(.finished(let run, _)): conflicted.union([run.syncID])
        // A destroyed value may be desired through any import; a release may affect any sync.
        case .administration(.valuesShredded), .pushing(.released): Set(syncs.keys)
        case .source, .delivery, .sync(.created), .sync(.updated), .sync(.planRefused),
            .sync(.adopted), .sync(.paused), .sync(.resumed), .sync(.pinned), .sync(.unpinned),
            .sync(.consentRequired), .sync(.consentGiven), .sync(.parked), .sync(.changeSkipped),
            .sync(.driftDetected), .pushing(.held), .administration(.logRestored),
            .administration(.valuesRevealed), .administration(.logExported),
            .administration(.keyRotated), .administration(.tokenCreated),
            .administration(.tokenRevoked), .administration(.notificationCreated),
            .administration(.notificationDeleted), .folder(.fetchFailed), .folder(.emptiedHeld),
            .folder(.emptiedConfirmed), .push(.started), .push(.attempted), .push(.variableWritten),
            .push(.variableSkipped):
            event.body.syncID.map { [$0] } ?? []
        }
    }

    /// The syncs that use a connection or still have variables that were written through it.
    private func syncs(using connectionID: String) -> Set<String> {
        let users = syncs.values.filter { sync in
            let former = statuses[sync.id]?.formerDestinations ?? []
            return sync.connectionID == connectionID
                || former.contains { $0.connectionID == connectionID }
        }
        return Set(users.map(\.id))
    }

    /// The syncs that share the connection of a sync; a requested push lets all of them try again.
    private func sharing(_ syncID: String) -> Set<String> {
        guard let connectionID = syncs[syncID]?.connectionID else { return [] }
        return Set(syncs.values.filter { $0.connectionID == connectionID }.map(\.id))
    }
}
