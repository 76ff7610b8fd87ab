internal import Encodings
package import SyncModel

/// One variable of a sync's desired state.
package struct DesiredVariable: Sendable, Equatable {
    /// The variable's key at Checkly.
    package var key: String
    /// The secret's name in its folder.
    package var sourceKey: String
    /// The folder that holds the secret: the sync's own or an imported one.
    package var folder: FolderID
    /// The keyed digest of the value.
    package var fingerprint: Fingerprint
    /// Whether the value is blank, which Checkly does not accept.
    package var isBlank: Bool
    /// Where the log holds the sealed value.
    package var value: SealedValueReference
    /// Whether the value's key was destroyed, so that nobody can open the value.
    package var isUnavailable: Bool
    /// The event that set the value.
    package var position: Position { value.position }

    /// The name under which the value was sealed.
    package var valueName: ValueName { .secret(sourceKey, in: folder) }
}

/// The desired variables of a sync.
package struct DesiredState: Sendable, Equatable {
    /// The sync's own folder.
    package var folder: FolderID
    /// Sorted by key.
    package var variables: [DesiredVariable]
    /// Keys that are absent because their secret was deleted, with the event that deleted it.
    package var removals: [String: Position]
    /// Imported folders that nothing was ever reported of; their content is unknown.
    package var unknownImports: [FolderPath]
    /// Folders known only in part; a missing key may still exist in them.
    package var incompleteFolders: [FolderPath]
    /// Keys of secrets that were not accepted, with the reason; their variables stay as they are.
    package var leftOut: [String: String]

    /// Makes a desired state; `variables` must be sorted by key.
    package init(
        folder: FolderID,
        variables: [DesiredVariable],
        removals: [String: Position],
        unknownImports: [FolderPath] = [],
        incompleteFolders: [FolderPath] = [],
        leftOut: [String: String] = [:]
    ) {
        self.leftOut = leftOut
        self.folder = folder
        self.variables = variables
        self.removals = removals
        self.unknownImports = unknownImports
        self.incompleteFolders = incompleteFolders
    }
}

extension State {
    /// The source of a sync's folder: the named one, or else the first that reported the folder.
    package func boundSource(of sync: Sync) -> String? {
        sync.sourceName ?? reporters[sync.folder]
    }

    /// The desired state of a sync.
    ///
    /// - Returns: Nil if nothing is known of its folder, because unknown does not mean empty, or if
    ///   the sync exceeds `SyncLimit`; `excess(of:)` then says why.
    package func desired(for sync: Sync) -> DesiredState? {
        guard let walk = importWalk(of: sync), let secrets = secrets(in: walk) else { return nil }
        var byKey: [String: DesiredVariable] = [:]
        func key(for name: NameKey) -> String {
            sync.options.keySchema?.key(for: name.text, environment: sync.folder.environment)
                ?? name.text
        }
        for (name, found) in secrets.sorted(by: { $0.key < $1.key }) {
            let key = key(for: name)
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
        for id in walk.folders {
            for (name, position) in folders[id]?.removals ?? [:] where secrets[name] == nil {
                let key = key(for: name)
                removals[key] = max(removals[key] ?? position, position)
            }
        }
        return DesiredState(
            folder: walk.folders[0],
            variables: byKey.values.sorted { $0.key < $1.key },
            removals: removals,
            unknownImports: unknownImports(of: walk.folders),
            incompleteFolders: incompleteFolders(among: walk.folders),
            leftOut: leftOut(of: walk.folders, key: key)
        )
    }

    /// The problem of a sync that exceeds `SyncLimit`, so that nothing is pushed or deleted; nil if
    /// it does not.
    package func excess(of sync: Sync) -> PushProblem? {
        guard let walk = importWalk(of: sync) else { return nil }
        return walk.isCutOff || secrets(in: walk) == nil ? excess(of: walk) : nil
    }

    /// The problem of a walk that exceeds `SyncLimit`.
    func excess(of walk: ImportWalk) -> PushProblem {
        walk.isCutOff
            ? .tooLarge("imports more than \(SyncLimit.folderCount) folders")
            : .tooLarge("has more than \(SyncLimit.keyCount) secrets with those it imports")
    }

    /// The last event after which the desired state may differ; nil if nothing is known of the
    /// folder.
    package func lastChange(for sync: Sync) -> Position? {
        guard let status = statuses[sync.id], let changed = contentChange(for: sync) else {
            return nil
        }
        return status.pinnedTo != nil ? status.configuredAt : max(status.configuredAt, changed)
    }

    /// The last event after which the content of a sync's folders may differ, whether it is pinned
    /// or not; nil if nothing is known of its own.
    package func contentChange(for sync: Sync) -> Position? {
        guard let source = boundSource(of: sync) else { return nil }
        let id = FolderID(source: source, path: sync.folder)
        guard let folder = folders[id], folder.isKnown else { return nil }
        // Most folders import nothing, and this is asked all the time.
        if folder.imports.isEmpty { return folder.changedAt }
        return ImportWalk(from: id, in: folders).folders
            .reduce(.beforeFirst) { max($0, folders[$1]?.changedAt ?? .beforeFirst) }
    }

    /// The folders that a sync's secrets come from, its own first; empty if nothing is known of its
    /// own.
    package func importedFolders(of sync: Sync) -> [FolderID] {
        importWalk(of: sync)?.folders ?? []
    }

    /// The walk over a sync's folders; nil if nothing is known of its own.
    private func importWalk(of sync: Sync) -> ImportWalk? {
        guard let source = boundSource(of: sync) else { return nil }
        let id = FolderID(source: source, path: sync.folder)
        return folders[id]?.isKnown == true ? ImportWalk(from: id, in: folders) : nil
    }

    /// The secrets of all folders, where earlier folders override later ones; nil if there are too
    /// many.
    func secrets(
        in walk: ImportWalk
    ) -> [NameKey: (folder: FolderID, secret: Folder.Secret)]? {
        if walk.isCutOff { return nil }
        var secrets: [NameKey: (folder: FolderID, secret: Folder.Secret)] = [:]
        for id in walk.folders {
            for (name, secret) in folders[id]?.secrets ?? [:] where secrets[name] == nil {
                secrets[name] = (id, secret)
            }
            if secrets.count > SyncLimit.keyCount { return nil }
        }
        return secrets
    }

    /// The left-out keys of all folders.
    ///
    /// A key left out in one folder stays uncertain even if another folder has it.
    private func leftOut(
        of visited: [FolderID],
        key: (NameKey) -> String
    ) -> [String: String] {
        var leftOut: [String: String] = [:]
        for id in visited {
            for (name, reason) in folders[id]?.leftOut ?? [:] { leftOut[key(name)] = reason }
        }
        return leftOut
    }

    private func unknownImports(of visited: [FolderID]) -> [FolderPath] {
        var unknown: Set<FolderPath> = []
        for id in visited {
            for path in folders[id]?.imports ?? []
            where folders[FolderID(source: id.source, path: path)]?.isKnown != true {
                unknown.insert(path)
            }
        }
        return unknown.sorted()
    }

    private func incompleteFolders(among ids: [FolderID]) -> [FolderPath] {
        ids.filter { folders[$0].map { $0.isKnown && !$0.isComplete } ?? false }
            .map(\.path).sorted()
    }

    /// The folders of a sync, its own and imported ones, that are known only in part.
    package func incompleteFolders(of sync: Sync) -> [FolderPath] {
        incompleteFolders(among: importWalk(of: sync)?.folders ?? [])
    }
}

extension PushProblem {
    /// The code for a sync that exceeds `SyncLimit`.
    package static let syncTooLarge = "sync-too-large"

    fileprivate static func tooLarge(_ what: String) -> PushProblem {
        PushProblem(
            code: syncTooLarge,
            message: "The sync's folder \(what); nothing is pushed or deleted. "
                + "(Import less, or divide the secrets among several syncs.)",
            cause: .limit
        )
    }
}
