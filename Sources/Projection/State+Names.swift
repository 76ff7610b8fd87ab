package import SyncModel

extension State {
    /// Finds the sync with this id, or else all that have this name, in the order of their ids.
    ///
    /// - Parameters:
    ///   - idOrName: What somebody calls the sync.
    ///   - project: Only syncs of this project; nil for all.
    /// - Returns: One, several or none.
    package func syncs(called idOrName: String, project: String? = nil) -> [Sync] {
        if let sync = syncs[idOrName] { return [sync] }
        return syncs.values.sorted { $0.id < $1.id }
            .filter {
                $0.name == idOrName && (project == nil || $0.folder.projectID == project)
            }
    }
}
