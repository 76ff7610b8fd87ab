extension Route {
    /// What a token for certain projects may use a route for.
    package enum Reach: Sendable {
        /// For nothing: what it shows or changes belongs to no project.
        case everything
        /// For whatever project: what it shows is needed to make a sync, and names no secret.
        case anyProject
        /// For the syncs of its projects: the path names one.
        case sync
        /// For its projects: the query has to name one.
        case queriedProject
        /// For its projects: the body has to name one.
        case givenProject
    }

    private static let forAnyProject: Set = [
        listConnectionOptions.id, listAvailableConnections.id, listAccounts.id, listGroups.id,
        listSyncOptions.id, checkDestination.id,
    ]
    private static let forQueriedProject: Set = [
        listSyncs.id, listAllSyncs.id, getSyncByName.id, listParked.id, listSyncSummaries.id,
        listFolders.id, listFolderKeys.id,
    ]
    private static let forGivenProject: Set = [createSync.id, planNewSync.id]
    /// What is about a sync and changes another one, too.
    private static let beyondOneSync: Set = [adoptKeys.id]

    /// What a token for certain projects may use it for; a route that nobody thought of, for
    /// nothing.
    package var reach: Reach {
        if isOpen || Self.forAnyProject.contains(id) { return .anyProject }
        if Self.beyondOneSync.contains(id) { return .everything }
        if pathNames.contains("syncId") { return .sync }
        if Self.forQueriedProject.contains(id) { return .queriedProject }
        return Self.forGivenProject.contains(id) ? .givenProject : .everything
    }
}
