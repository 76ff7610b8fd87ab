internal import Encodings
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
    /// Keys whose secret could not be taken, and why; their variables stay as they are.
    package var leftOut: [String: String]

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
    /// The source whose folder a sync reads: the named one, or the first that reported the folder.
    package func boundSource(of sync: Sync) -> String? {
        sync.sourceName ?? reporters[sync.folder]
    }

    /// What a sync wants.
    ///
    /// - Returns: Nil while nothing is known of its folder, since unknown is not empty, and where it is about more than
    ///   `SyncLimit` allows, as `excess(of:)` then says.
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

    /// Why nothing of a sync is pushed or deleted though its folder is known: it is about too much; nil where it is not.
    package func excess(of sync: Sync) -> PushProblem? {
        guard let walk = importWalk(of: sync) else { return nil }
        if walk.isCutOff {
            return .tooLarge("imports more than \(SyncLimit.folderCount) folders")
        }
        return secrets(in: walk) == nil
            ? .tooLarge("has more than \(SyncLimit.keyCount) secrets with those it imports") : nil
    }

    /// The last event after which what a sync wants may differ; nil while nothing is known of its folder.
    package func lastChange(for sync: Sync) -> Position? {
        guard let status = statuses[sync.id], let walk = importWalk(of: sync) else { return nil }
        if status.pinnedTo != nil { return status.configuredAt }
        return walk.folders.reduce(status.configuredAt) {
            max($0, folders[$1]?.changedAt ?? .beforeFirst)
        }
    }

    /// The folders that a sync's secrets come from, its own first; none while nothing is known of that.
    package func importedFolders(of sync: Sync) -> [FolderID] {
        importWalk(of: sync)?.folders ?? []
    }

    /// Where a sync's secrets come from; nil while nothing is known of its folder.
    private func importWalk(of sync: Sync) -> ImportWalk? {
        guard let source = boundSource(of: sync) else { return nil }
        let id = FolderID(source: source, path: sync.folder)
        return folders[id]?.isKnown == true ? ImportWalk(from: id, in: folders) : nil
    }

    /// The secrets of folders, the first ones before later ones; nil where there are too many.
    private func secrets(
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

    /// A key that one folder leaves out may be another's as well, which does not make it less uncertain.
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

    /// The folders a sync draws from of which only part is known: its own, and those it imports.
    package func incompleteFolders(of sync: Sync) -> [FolderPath] {
        incompleteFolders(among: importWalk(of: sync)?.folders ?? [])
    }
}

extension PushProblem {
    /// The code of a sync that is about more than `SyncLimit` allows.
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
