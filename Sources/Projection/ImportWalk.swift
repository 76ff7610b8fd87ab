internal import SyncModel

/// The folders that a sync's secrets come from: its own and its imports, each once, by precedence.
///
/// A folder precedes its imports. A later import, with everything that it imports, precedes an
/// earlier one. If several folders have a secret of the same name, the first folder wins. Imports
/// are followed ten levels deep, and cycles are cut.
struct ImportWalk {
    /// The maximum depth of imports.
    private static let depthLimit = 10

    private(set) var folders: [FolderID] = []
    /// Whether the walk stopped at `SyncLimit.folderCount` folders.
    private(set) var isCutOff = false
    /// The smallest depth at which each folder was met.
    private var depths: [FolderID: Int] = [:]

    init(from id: FolderID, in known: [FolderID: Folder]) {
        visit(id, depth: 0, known)
    }

    /// Visits a folder.
    ///
    /// A folder met before is visited again only at a smaller depth, from which more folders may be
    /// within reach.
    ///
    /// Everything else below it was met before with higher precedence. The folders on the path to a
    /// folder have smaller depths than it, so this also ends every cycle.
    private mutating func visit(_ id: FolderID, depth: Int, _ known: [FolderID: Folder]) {
        let former = depths[id]
        guard !isCutOff, depth <= Self.depthLimit, former.map({ depth < $0 }) ?? true,
            let folder = known[id]
        else { return }
        if former == nil {
            guard folders.count < SyncLimit.folderCount else {
                isCutOff = true
                return
            }
            folders.append(id)
        }
        depths[id] = depth
        for path in folder.imports.reversed() {
            visit(FolderID(source: id.source, path: path), depth: depth + 1, known)
        }
    }
}

/// The limits of a single sync.
package enum SyncLimit {
    /// The number of folders, its own and imported.
    package static let folderCount = 1000
    /// The number of secrets in all its folders, counting equal names once.
    package static let keyCount = 100_000
}
