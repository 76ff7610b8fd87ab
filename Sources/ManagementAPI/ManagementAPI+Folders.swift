internal import APIContract
internal import APIRoutes
internal import APIServing
internal import Commands
internal import Encodings
internal import EventLog
internal import LiveLog
internal import Projection
internal import ReadModels
internal import SyncModel

extension ManagementAPI {
    /// Adds the confirmation that a folder which suddenly showed no secrets really is empty.
    func addEmptiedFolderRoutes(to routes: RouteTable) {
        routes.on(.confirmEmptyFolder) { call in
            let folder = try NamedFolder.fetched.read(call.body)
            return try await perform(.folder(folder.id, .confirmEmpty), call)
        }
    }

    /// Adds what is known of folders, and whether that is all there is.
    func addFolderRoutes(to routes: RouteTable) {
        routes.on(.listFolders) { call in
            var filter = FolderList.Filter()
            filter.source = try call.query(Query.folderSource)
            filter.projectID = try call.query(Query.folderProject)
            filter.environment = try call.query(Query.folderEnvironment)
            filter.secretPath = try call.query(Query.folderPath)
            filter.visibleProjects = call.caller.projects
            let list = FolderList(of: state.current, filter)
            return .object([
                "folders": .list(list.folders.map { $0.folder.json(of: $0.id) }),
                "facets": list.facetsJSON,
            ])
        }
        routes.on(.listFolderKeys) { call in try folderKeys(call) }
        routes.on(.declareFolderComplete) { call in
            let folder = try NamedFolder.reported.read(call.body)
            return try await perform(.folder(folder.id, .declareComplete), call)
        }
    }

    private func folderKeys(_ call: Call) throws -> CanonicalValue {
        let path = FolderPath(
            projectID: try call.query(Query.ofProject) ?? "",
            environment: try call.query(Query.ofEnvironment) ?? "",
            secretPath: try call.query(Query.ofPath) ?? ""
        )
        let text = SoughtText(try call.query(Query.text) ?? "")
        let now = state.current
        let source = try call.query(Query.ofSource) ?? now.reporters[path]
        let id = FolderID(source: source ?? "", path: path)
        let folder = now.folders[id]
        let entries: [FolderContent.Entry]
        do {
            entries = try now.content(of: id)?.entries ?? []
        } catch {
            throw Self.refusal(error)
        }
        let matching = entries.filter { text.isEmpty || text.stands(in: $0.key) }
        let change = try folder.flatMap { try log.reader.event(at: $0.changedAt) }
        return .object([
            "source": .optional(source) ?? .null,
            "isKnown": .bool(folder?.isKnown ?? false),
            "isComplete": .bool(folder?.isComplete ?? false),
            "imports": folder?.importsJSON ?? .list([]),
            "changedAt": change.map {
                .object([
                    "position": .integer($0.position.number),
                    "recordedAt": .text($0.recordedAt.rfc3339),
                ])
            } ?? .null,
            "keys": .list(try call.page(of: matching).map { $0.json(in: id) }),
            "matching": .integer(Int64(matching.count)),
            "total": .integer(Int64(entries.count)),
        ])
    }
}
