internal import APIContract
internal import Commands
internal import Encodings
internal import EventLog
internal import LiveLog
internal import Projection
internal import ReadModels
internal import SyncModel

extension ManagementAPI {
    private static let nameLimit = 255
    private static let pathLimit = 1024

    /// Adds what is known of folders, and whether that is all there is.
    func addFolderRoutes(to routes: RouteTable) {
        routes.on(.listFolders) { call in
            let wanted = ["source", "projectId", "environment", "secretPath"]
                .map { call.query($0) }
            let folders = state.current.folders
                .filter { id, _ in
                    let own = [
                        id.source, id.path.projectID, id.path.environment, id.path.secretPath,
                    ]
                    return zip(wanted, own).allSatisfy { $0 == nil || $0 == $1 }
                }
            return .record([
                "folders": .list(folders.sorted { $0.key < $1.key }.map { $1.view(of: $0) })
            ])
        }
        routes.on(.declareFolderComplete) { call in
            try await perform(.folder(try declaredFolder(call.body), .declareComplete), call)
        }
    }

    private func declaredFolder(_ body: JSONValue) throws(APIError) -> FolderID {
        var fields = BodyFields(body)
        let source = fields.text("source", limit: Self.nameLimit)
        let project = fields.text("projectId", limit: Self.nameLimit)
        let environment = fields.text("environment", limit: Self.nameLimit)
        var path = fields.text("secretPath", limit: Self.pathLimit)
        if !path.isEmpty {
            do {
                path = try FolderPath.normalized(secretPath: path)
            } catch {
                fields.refuse("secretPath", error.description)
            }
        }
        try fields.finish()
        return FolderID(
            source: source,
            path: FolderPath(projectID: project, environment: environment, secretPath: path)
        )
    }
}
