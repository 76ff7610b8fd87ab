internal import APIContract
internal import Encodings
internal import EventLog
internal import HTTPTypes
internal import LiveLog
internal import Projection
internal import ReadModels
internal import SyncModel

extension ManagementAPI {
    /// Adds what is done about a folder that showed no secret any more: saying that it is meant so.
    func addEmptiedFolderRoutes(to routes: RouteTable) {
        routes.on(.post, "/api/v1/folders/confirm-empty") { call in
            try await command(call) { turn in try await confirmEmpty(call.body, turn) }
        }
    }

    private func confirmEmpty(
        _ body: JSONValue,
        _ turn: CommandQueue.Turn
    ) async throws -> CanonicalValue {
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
        let id = FolderID(
            source: source,
            path: FolderPath(projectID: project, environment: environment, secretPath: path)
        )
        guard state.read({ $0.fetchStatuses[id]?.held }) != nil else {
            throw APIError.badRequest(
                "Nothing of the folder \"\(path)\" in environment \"\(environment)\" waits for a "
                    + "confirmation"
            )
        }
        try await record([PendingEvent(.folder(.emptiedConfirmed(id.path)))], of: source, turn)
        let held = state.read { $0.fetchStatuses[id]?.held }
        return .record([
            "folder": id.path.canonical.adding([
                "source": .text(source), "held": held?.view ?? .null,
            ])
        ])
    }
}
