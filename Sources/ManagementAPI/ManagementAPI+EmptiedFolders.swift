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
            try await perform(.folder(try emptiedFolder(call.body), .confirmEmpty), call)
        }
    }

    private func emptiedFolder(_ body: JSONValue) throws(APIError) -> FolderID {
        var fields = BodyFields(body)
        let source = fields.slug("source", limit: 64)
        let project = fields.text("projectId", limit: 255)
        let environment = fields.text("environment", limit: 64)
        let given = fields.text("secretPath", limit: 1024)
        var path = given
        do throws(FolderPathError) {
            if !given.isEmpty { path = try FolderPath.normalized(secretPath: given) }
        } catch {
            fields.refuse("secretPath", error.description)
        }
        try fields.finish()
        return FolderID(
            source: source,
            path: FolderPath(projectID: project, environment: environment, secretPath: path)
        )
    }
}
