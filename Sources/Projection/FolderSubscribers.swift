package import SyncModel

/// Which syncs a change of a folder may concern, so that nobody has to look at all of them.
///
/// It knows paths and no sources: a sync may be found that reads the same path from another source, never the other way
/// round.
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

    /// The syncs that read a path, directly or through imports.
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
}

extension State {
    /// The syncs that may have to do something after an event.
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
                wanting: variable.key,
                at: Ledger.Place(accountID: variable.accountID, groupID: variable.groupID)
            )
            .union([variable.syncID])
        // A key that may have been given up is free for who wanted it.
        case .sync(.deleted): conflicted
        case .push(.variableFailed(let variable, _)): conflicted.union([variable.syncID])
        case .push(.finished(let run, _)): conflicted.union([run.syncID])
        // A value that is gone may be wanted through any import; what was held back may be anything.
        case .administration(.valuesShredded), .pushing(.released): Set(syncs.keys)
        case .source, .delivery, .sync(.created), .sync(.updated), .sync(.planRefused),
            .sync(.adopted), .sync(.paused), .sync(.resumed), .sync(.pinned), .sync(.unpinned),
            .sync(.consentRequired), .sync(.consentGiven), .sync(.parked), .sync(.changeSkipped),
            .sync(.driftDetected), .pushing(.held), .administration(.logRestored),
            .administration(.valuesRevealed), .administration(.logExported),
            .administration(.keyRotated), .administration(.tokenCreated),
            .administration(.tokenRevoked), .folder(.fetchFailed), .folder(.emptiedHeld),
            .folder(.emptiedConfirmed), .push(.started), .push(.attempted), .push(.variableWritten),
            .push(.variableSkipped):
            event.body.syncID.map { [$0] } ?? []
        }
    }

    /// The syncs that are pushed through a connection, or left something behind that was.
    private func syncs(using connectionID: String) -> Set<String> {
        let users = syncs.values.filter { sync in
            let former = statuses[sync.id]?.formerDestinations ?? []
            return sync.connectionID == connectionID
                || former.contains { $0.connectionID == connectionID }
        }
        return Set(users.map(\.id))
    }

    /// A push that is asked for lets every sync of its connection try again.
    private func sharing(_ syncID: String) -> Set<String> {
        guard let connectionID = syncs[syncID]?.connectionID else { return [] }
        return Set(syncs.values.filter { $0.connectionID == connectionID }.map(\.id))
    }
}
