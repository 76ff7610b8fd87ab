internal import APIContract
internal import Encodings
internal import LiveLog
internal import Projection
internal import ReadModels
internal import SecretSealing
internal import SyncModel

/// A reader as a request describes it.
struct NewKMSAccess {
    var api: KMSAccess.API
    var baseURL: String
    var clientID: String
    var clientSecret: SecretValue
    var holdsEmptiedFolders: Bool
    var allowsInsecureHTTP: Bool

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
        clientID = inner.text("clientId", limit: 255)
        clientSecret = SecretValue(inner.value("clientSecret")?.string ?? "")
        if clientSecret.isBlank { inner.refuse("clientSecret", "Required") }
        if clientSecret.byteCount > 4096 { inner.refuse("clientSecret", "Expected 4 KiB or less") }
        allowsInsecureHTTP = inner.bool(KMSAccess.insecureMember) ?? false
        baseURL = ""
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
        holdsEmptiedFolders = inner.bool(KMSAccess.holdMember) ?? true
        guard let api else { return nil }
        self.api = api
    }

    /// The reader as a source keeps it, its secret sealed.
    func sealed(
        for source: String,
        _ sealing: inout EventSealing,
        at position: Position
    ) throws(SealingError) -> KMSAccess {
        let (slot, _) = try sealing.seal(clientSecret, as: .kmsClientSecret(source: source))
        return KMSAccess(
            api: api,
            baseURL: baseURL,
            clientID: clientID,
            clientSecret: SealedValueReference(position: position, slot: slot),
            holdsEmptiedFolders: holdsEmptiedFolders,
            allowsInsecureHTTP: allowsInsecureHTTP
        )
    }
}

extension ManagementAPI {
    /// Refuses a reader that its key management system does not let log in, as a connection with a wrong key is.
    ///
    /// No answer is no reason: the folders are read later, and the syncs say how that went.
    func refuseWrongReader(_ body: JSONValue) async throws(APIError) {
        var fields = BodyFields(body)
        // What is wrong with the fields themselves is told with the others.
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

    /// Refuses a sync of a folder that the key management system says it does not have.
    ///
    /// Any other trouble with reading is no reason: the sync waits, and says why.
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

extension KMSAccess {
    private static let identifyingMembers = ["api", "baseUrl", "clientId", "clientSecret"]

    /// The reader with other settings, where a body changes nothing but them; nil for one that describes a reader.
    func changed(_ fields: inout BodyFields) -> KMSAccess? {
        guard let body = fields.value("reader"), body.members != nil,
            !Self.identifyingMembers.contains(where: { body[$0] != nil })
        else { return nil }
        var inner = BodyFields(body, path: ["reader"])
        defer { fields.adopt(inner) }
        var changed = self
        changed.holdsEmptiedFolders = inner.bool(Self.holdMember) ?? holdsEmptiedFolders
        changed.allowsInsecureHTTP = inner.bool(Self.insecureMember) ?? allowsInsecureHTTP
        do throws(KMSAddressError) {
            _ = try Self.checkedBaseURL(
                baseURL,
                allowsInsecureHTTP: changed.allowsInsecureHTTP
            )
        } catch {
            inner.refuse(Self.insecureMember, error.description)
        }
        return changed
    }
}
