internal import APIContract
internal import Commands
internal import Encodings
internal import LiveLog
internal import Projection
internal import ReadModels
internal import SyncModel

extension NewKMSAccess {
    /// Reads the member `reader`; nil where it is absent, or wrong, which the fields then know.
    init?(_ fields: inout BodyFields) {
        guard let body = fields.value("reader") else { return nil }
        guard body.members != nil else {
            fields.refuse("reader", "Expected object")
            return nil
        }
        var inner = BodyFields(body, path: ["reader"])
        defer { fields.adopt(inner) }
        let api: KMSAccess.API? = inner.word("api")
        if inner.value("api") == nil { inner.refuse("api", "Required") }
        let address = inner.text("baseUrl", limit: 2048)
        let clientID = inner.text("clientId", limit: 255)
        let clientSecret = SecretValue(inner.value("clientSecret")?.string ?? "")
        if clientSecret.isBlank { inner.refuse("clientSecret", "Required") }
        if clientSecret.byteCount > 4096 { inner.refuse("clientSecret", "Expected 4 KiB or less") }
        let allowsInsecureHTTP = inner.bool(KMSAccess.insecureMember) ?? false
        var baseURL = ""
        do throws(KMSAddressError) {
            if !address.isEmpty {
                baseURL = try KMSAccess.checkedBaseURL(
                    address,
                    allowsInsecureHTTP: allowsInsecureHTTP
                )
            }
        } catch {
            inner.refuse("baseUrl", error.description)
        }
        let holdsEmptiedFolders = inner.bool(KMSAccess.holdMember) ?? true
        guard let api else { return nil }
        self.init(
            api: api,
            baseURL: baseURL,
            clientID: clientID,
            clientSecret: clientSecret,
            holdsEmptiedFolders: holdsEmptiedFolders,
            allowsInsecureHTTP: allowsInsecureHTTP
        )
    }
}

extension ManagementAPI {
    /// Refuses an access whose KMS rejects the login, as for a connection with a wrong key.
    ///
    /// A KMS that does not respond is no reason to refuse: fetches happen later, and the syncs
    /// report how they went.
    func refuseWrongReader(_ body: JSONValue) async throws(APIError) {
        var fields = BodyFields(body)
        // Problems with the fields are reported together with the others.
        guard let reader = NewKMSAccess(&fields), fields.issues.isEmpty else { return }
        let client = ReadingDesk.Client(
            api: reader.api,
            baseURL: reader.baseURL,
            id: reader.clientID,
            secret: reader.clientSecret
        )
        if let refusal = await reading.loginRefusal(client) {
            throw .badRequest("Failed to validate the reader's credentials: \(refusal.description)")
        }
    }

    /// Refuses a sync of a folder that the KMS says does not exist.
    ///
    /// Other problems with fetching are no reason to refuse: the sync waits, and reports why.
    func refuseMissingFolder(_ body: JSONValue) async throws {
        let new = try NewSync(body, isComplete: true)
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
        if let unread, await reading.isMissing(unread) {
            throw APIError.badRequest(
                "Could not find folder with path \"\(path)\" in environment \"\(environment)\" "
                    + "for project with ID \"\(project)\""
            )
        }
    }
}
