internal import APIContract
internal import Commands
internal import Encodings
internal import EventLog
internal import LiveLog
internal import Projection
internal import ReadModels
internal import SyncModel

extension ManagementAPI {
    /// Adds what is done about a folder that showed no secret any more: saying that it is meant so.
    func addEmptiedFolderRoutes(to routes: RouteTable) {
        routes.on(.confirmEmptyFolder) { call in
            let folder = try NamedFolder.fetched.read(call.body)
            return try await perform(.folder(folder.id, .confirmEmpty), call)
        }
    }
}
