internal import APIContract
internal import APIRoutes
internal import APIServing
internal import Commands
internal import Encodings
internal import EventLog
internal import LiveLog
internal import Projection
internal import SyncModel

extension ManagementAPI {
    /// Adds the confirmation that a folder which suddenly showed no secrets really is empty.
    func addEmptiedFolderRoutes(to routes: RouteTable) {
        routes.on(.confirmEmptyFolder) { call in
            let folder = try NamedFolder.fetched.read(call.body)
            return try await perform(.folder(folder.id, .confirmEmpty), call)
        }
    }
}
