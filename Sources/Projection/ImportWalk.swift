internal import SyncModel

/// The folders whose secrets a sync gets: its own and what it imports, each once, in the order of their precedence.
///
/// A folder stands before its imports, and a later import, with all it imports itself, before an earlier one; of two
/// folders with a secret of one name the first one's counts. Imports are followed ten deep, and cycles are cut.
struct ImportWalk {
    /// How deep imports of imports are followed.
    private static let depthLimit = 10

    private(set) var folders: [FolderID] = []
    /// Whether there are more than `SyncLimit.folderCount`; then the walk ended there.
    private(set) var isCutOff = false
    /// The least depth at which each folder was met.
    private var depths: [FolderID: Int] = [:]

    init(from id: FolderID, in known: [FolderID: Folder]) {
        visit(id, depth: 0, known)
    }

    /// Goes on below a folder that was met before only where it is nearer now: then there may be more within reach.
    ///
    /// Everything else below it was met already, with more precedence. The folders on the way to one are nearer than it,
    /// so this also ends every cycle.
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

/// How much one sync may be about.
package enum SyncLimit {
    /// Folders: its own and those it imports.
    package static let folderCount = 1000
    /// Secrets in all of those, one of each name.
    package static let keyCount = 100_000
}
