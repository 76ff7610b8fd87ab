internal import APIContract
internal import APIRoutes
internal import APIServing
internal import Commands
internal import Encodings
internal import LiveLog
internal import Projection
internal import SyncModel

extension ManagementAPI {
    /// Refuses an access whose KMS rejects the login, as for a connection with a wrong key.
    ///
    /// A KMS that does not respond is no reason to refuse: fetches happen later, and the syncs
    /// report how they went.
    func refuseWrongReader(_ body: JSONValue) async throws(APIError) {
        // Problems with the fields are reported together with the others.
        guard let reader = NewKMSAccess(in: body) else { return }
        let client = FolderFetches.Client(
            api: reader.api,
            baseURL: reader.baseURL,
            id: reader.clientID,
            secret: reader.clientSecret
        )
        if let refusal = await fetches.loginRefusal(client) {
            throw .badRequest("Failed to validate the reader's credentials: \(refusal.description)")
        }
    }

    /// Refuses a sync of a folder that the KMS says does not exist.
    ///
    /// Other problems with fetching are no reason to refuse: the sync waits, and reports why.
    func refuseMissingFolder(of new: NewSync) async throws(APIError) {
        guard let project = new.projectID, let environment = new.environment,
            let path = new.secretPath
        else { return }
        let folder = FolderPath(projectID: project, environment: environment, secretPath: path)
        let unread = state.read { state -> FolderID? in
            guard let connection = new.connectionID, state.connections[connection] != nil,
                let source = state.fetchSource(of: folder, named: new.sourceName ?? nil)
            else { return nil }
            let id = FolderID(source: source.name, path: folder)
            return state.folders[id]?.isKnown == true ? nil : id
        }
        if let unread, await fetches.isMissing(unread) {
            throw APIError.badRequest(
                "Could not find folder with path \"\(path)\" in environment \"\(environment)\" "
                    + "for project with ID \"\(project)\""
            )
        }
    }
}
