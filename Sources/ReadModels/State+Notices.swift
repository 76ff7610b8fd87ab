package import Encodings
package import Projection
package import SyncModel

/// Information about a sync that does not stop it from pushing.
package struct SyncNotice: Sendable, Equatable {
    /// A fixed word for programs.
    package var code: String
    /// What it is and what to do about it, in one or two sentences.
    package var message: String

    /// Makes a notice; `message` ends with a full stop or with a hint in brackets.
    package init(code: String, message: String) {
        self.code = code
        self.message = message
    }

    /// The notice in JSON.
    package var json: CanonicalValue { .object(["code": .text(code), "message": .text(message)]) }
}

extension State {
    /// The maximum number of folders that a notice names.
    private static let namedFolderLimit = 3
    /// The maximum number of left-out secrets that a notice names.
    private static let namedSecretLimit = 5
    /// The maximum number of keys that a notice names.
    private static let namedKeyLimit = 3

    /// All notices of a sync; every surface shows the same list in the same order.
    package func notices(of sync: Sync) -> [SyncNotice] {
        [pruningNothing(sync), heldEmpty(sync), leavingOut(sync), superseded(sync)]
            .compactMap(\.self)
    }

    /// The notice of a held fetch that would have removed everything at once.
    private func heldEmpty(_ sync: Sync) -> SyncNotice? {
        heldEmptiness(of: sync)
            .map { held in
                let hint = FetchStatus.Held.hint
                return SyncNotice(code: "emptied-held", message: "\(held.message) (\(hint))")
            }
    }

    /// The notice that names the secrets that were not accepted.
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
                + " (Rename them at their source, or give them acceptable values.)"
        )
    }

    /// The notice of outdated changes, for keys that no other change has affected since.
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
            message: "The last change had no effect, because a newer version was known: \(shown)"
                + "\(more > 0 ? " and \(more) more" : ""). "
                + "(Send the value with a version above the known one; after a deletion, a "
                + "secrets.snapshot lets versions start over.)"
        )
    }

    /// Whether a push of a sync also deletes variables that it did not write.
    package func prunes(_ sync: Sync) -> Bool {
        switch sync.options.initialSyncBehavior {
        case .preserveDestination: false
        case .overwriteDestination:
            !sync.options.disableSecretDeletion && incompleteFolders(of: sync).isEmpty
        }
    }

    /// The notice for a sync that should delete foreign variables but does not, because its folders
    /// are known only in part.
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
            message: "Variables that the sync did not write are not deleted yet: only individual "
                + "changes were reported for \(shown)\(more > 0 ? " and \(more) more" : ""). "
                + "(Send a secrets.snapshot, or declare that the folder has no others: "
                + "checkly-sync sources complete \(source) --folder \(folder))"
        )
    }
}
