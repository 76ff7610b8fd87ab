internal import Encodings
package import SyncModel

extension State {
    /// The secrets of a sync's folder and its direct imports that were not accepted, by key.
    package func leftOut(of sync: Sync) -> [LeftOutSecret] {
        guard let source = boundSource(of: sync) else { return [] }
        let id = FolderID(source: source, path: sync.folder)
        guard let folder = folders[id] else { return [] }
        return
            ([folder] + folder.imports.compactMap { folders[FolderID(source: source, path: $0)] })
            .flatMap { folder in
                folder.leftOut.sorted { $0.key < $1.key }
                    .map { LeftOutSecret($0.key.text, reason: $0.value) }
            }
    }
}
