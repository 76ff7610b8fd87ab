package import SyncModel

/// Something worth knowing of a sync that keeps nothing from being pushed.
package struct SyncNotice: Sendable, Equatable {
    /// A fixed word, for programs.
    package var code: String
    /// What it is and what to do, in one or two sentences.
    package var message: String

    package init(code: String, message: String) {
        self.code = code
        self.message = message
    }
}

extension State {
    /// How many folders a notice names at most.
    private static let namedFolderLimit = 3
    /// How many secrets that are left out a notice names at most.
    private static let namedSecretLimit = 5
    /// How many keys a notice names at most.
    private static let namedKeyLimit = 3

    /// What is worth knowing of a sync; every surface shows the same list in the same order.
    package func notices(of sync: Sync) -> [SyncNotice] {
        [pruningNothing(sync), heldEmpty(sync), leavingOut(sync), superseded(sync)]
            .compactMap(\.self)
    }

    /// Says that a read which would take everything away at once is held.
    private func heldEmpty(_ sync: Sync) -> SyncNotice? {
        heldEmptiness(of: sync)
            .map { held in
                let hint = FetchStatus.Held.hint
                return SyncNotice(code: "emptied-held", message: "\(held.message) (\(hint))")
            }
    }

    /// Names the secrets that cannot be taken.
    private func leavingOut(_ sync: Sync) -> SyncNotice? {
        let all = leftOut(of: sync)
        if all.isEmpty { return nil }
        let shown = all.prefix(Self.namedSecretLimit)
            .map { "\($0.key): \($0.reason)" }
            .joined(separator: " ")
        let more = all.count - Self.namedSecretLimit
        return SyncNotice(
            code: "left-out",
            message: "Secrets are left out, and their variables stay as they are: \(shown)"
                + (more > 0 ? " And \(more) more." : "")
                + " (Rename them at their source, or give them values that can be taken.)"
        )
    }

    /// Says that changes came too late to count, as long as no other of their keys has counted since.
    private func superseded(_ sync: Sync) -> SyncNotice? {
        let changes = supersededChanges(of: sync)
        if changes.isEmpty { return nil }
        let shown = changes.prefix(Self.namedKeyLimit)
            .map {
                "\($0.key) (version \($0.change.version) in event \($0.change.position.number), "
                    + "known is \($0.newest))"
            }
            .joined(separator: ", ")
        let more = changes.count - Self.namedKeyLimit
        return SyncNotice(
            code: "superseded",
            message: "The last change had no effect, since a newer version was known: \(shown)"
                + "\(more > 0 ? " and \(more) more" : ""). "
                + "(Send the value with a version above the known one; after a deletion, a "
                + "secrets.snapshot lets versions begin anew.)"
        )
    }

    /// Whether a push of a sync also deletes what it did not write.
    package func prunes(_ sync: Sync) -> Bool {
        switch sync.options.initialSyncBehavior {
        case .preserveDestination: false
        case .overwriteDestination:
            !sync.options.disableSecretDeletion && incompleteFolders(of: sync).isEmpty
        }
    }

    /// Says that a sync that should prune does not, since nobody knows all that is in its folders.
    private func pruningNothing(_ sync: Sync) -> SyncNotice? {
        guard sync.options.initialSyncBehavior == .overwriteDestination,
            !sync.options.disableSecretDeletion
        else { return nil }
        let folders = incompleteFolders(of: sync)
        guard let first = folders.first else { return nil }
        let shown = folders.prefix(Self.namedFolderLimit)
            .map { "\($0.secretPath) of \($0.environment)" }
            .joined(separator: ", ")
        let more = folders.count - Self.namedFolderLimit
        let source = boundSource(of: sync) ?? "SOURCE"
        let folder = "\(first.projectID)/\(first.environment)\(first.secretPath)"
        return SyncNotice(
            code: "prunes-nothing-yet",
            message: "Variables that the sync did not write are not deleted yet: only single "
                + "changes were reported of \(shown)\(more > 0 ? " and \(more) more" : ""). "
                + "(Send a secrets.snapshot, or say that nothing else is in there: "
                + "checkly-sync sources complete \(source) --folder \(folder))"
        )
    }
}
