internal import APIContract
internal import APIRoutes
internal import Commands
internal import Encodings
internal import EventLog
internal import LiveLog
internal import Projection
internal import ReadModels
internal import SyncModel

extension ManagementAPI {
    /// Adds what is known of folders, and whether that is all there is.
    func addFolderRoutes(to routes: RouteTable) {
        routes.on(.listFolders) { call in
            let wanted = try [
                Query.folderSource, Query.folderProject, Query.folderEnvironment,
                Query.folderPath,
            ]
            .map { try call.query($0) }
            let folders = state.current.folders
                .filter { id, _ in
                    let own = [
                        id.source, id.path.projectID, id.path.environment, id.path.secretPath,
                    ]
                    return zip(wanted, own).allSatisfy { $0 == nil || $0 == $1 }
                }
            return .object([
                "folders": .list(folders.sorted { $0.key < $1.key }.map { $1.json(of: $0) })
            ])
        }
        routes.on(.declareFolderComplete) { call in
            let folder = try NamedFolder.reported.read(call.body)
            return try await perform(.folder(folder.id, .declareComplete), call)
        }
    }
}
