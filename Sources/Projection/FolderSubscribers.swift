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
        case .secretsChanged(let path, _, _), .secretsSnapshot(let path, _, _),
            .secretsImports(let path, _), .sourceNotified(let path, _),
            .folderObserved(let path, _):
            index.readers(of: path)
        case .folderDeclaredComplete(let id): index.readers(of: id.path)
        case .connectionCreated(let connection), .connectionUpdated(let connection):
            syncs(using: connection.id)
        case .connectionDeleted(let id): syncs(using: id).union(conflicted)
        case .syncPushRequested(let id), .syncPlanApproved(let id, _),
            .syncRemovalRequested(let id, _), .syncRetried(let id, _):
            sharing(id)
        case .pushVariableDeleted(let variable):
            syncs(
                wanting: variable.key,
                at: Ledger.Place(accountID: variable.accountID, groupID: variable.groupID)
            )
            .union([variable.syncID])
        // A key that may have been given up is free for who wanted it.
        case .syncDeleted: conflicted
        case .pushVariableFailed(let variable, _): conflicted.union([variable.syncID])
        case .pushFinished(let run, _): conflicted.union([run.syncID])
        // A value that is gone may be wanted through any import; what was held back may be anything.
        case .valuesShredded, .pushingReleased: Set(syncs.keys)
        case .sourceCreated, .sourceUpdated, .sourceDeleted, .syncCreated,
            .syncUpdated, .syncPlanRefused, .syncAdopted, .syncPaused, .syncResumed, .syncPinned,
            .syncUnpinned, .syncConsentRequired, .syncConsentGiven, .pushingHeld, .logRestored,
            .syncParked, .syncChangeSkipped, .sourceReadFailed,
            .folderEmptiedHeld, .folderEmptiedConfirmed, .deliveryIgnored,
            .deliveryMalformed, .deliveryDiffered, .pushStarted, .pushAttempted,
            .pushVariableWritten, .pushVariableSkipped, .driftDetected, .valuesRevealed,
            .logExported, .keyRotated, .tokenCreated, .tokenRevoked:
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
