package import SyncModel

extension State {
    /// Finds the sync with this id, or else all syncs with this name, sorted by id.
    ///
    /// - Parameters:
    ///   - idOrName: An id or a name.
    ///   - project: Restricts names to this project; nil means all projects.
    /// - Returns: Any number of syncs.
    package func syncs(called idOrName: String, project: String? = nil) -> [Sync] {
        if let sync = syncs[idOrName] { return [sync] }
        return syncs.values.sorted { $0.id < $1.id }
            .filter {
                $0.name == idOrName && (project == nil || $0.folder.projectID == project)
            }
    }
}
