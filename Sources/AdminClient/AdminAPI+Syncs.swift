package import Encodings
package import SyncModel

/// The routes of syncs and connections, and how names become ids.
extension AdminAPI {
    package static let syncs = "/api/v1/secret-syncs/checkly"
    package static let connections = "/api/v1/app-connections/checkly"
    package static let hold = "/api/v1/hold"
    package static let sources = "/api/v1/webhook-sources"

    /// All syncs, or those of one project.
    package func syncs(project: String?) async throws(AdminClientError) -> [JSONValue] {
        if let project {
            let answer = try await get(Self.syncs, query: [("projectId", project)])
            return answer["secretSyncs"]?.array ?? []
        }
        // Syncs are listed by project only; the state names those of every project.
        let state = try await get("/api/v1/state")
        var syncs: [JSONValue] = []
        for id in state["syncs"]?.array?.compactMap({ $0["sync"]?["id"]?.string }) ?? [] {
            syncs.append(try await sync(id: id))
        }
        return syncs
    }

    /// The sync with this id or name.
    package func sync(_ name: String, project: String?) async throws(AdminClientError) -> JSONValue
    {
        let all = try await syncs(project: project)
        if let sync = all.first(where: { $0["id"]?.string == name }) { return sync }
        let named = all.filter { $0["name"]?.string == name }
        guard named.count < 2 else { throw .ambiguous(kind: "sync", name: name) }
        guard let sync = named.first else { throw .notFound(kind: "sync", name: name) }
        return sync
    }

    /// A sync as it is now.
    package func sync(id: String) async throws(AdminClientError) -> JSONValue {
        let answer = try await get(Self.syncs + "/" + percentEncoded(id))
        guard let sync = answer["secretSync"] else {
            throw .notUnderstood(what: "The answer about sync \(id)")
        }
        return sync
    }

    package func syncID(
        _ name: String,
        project: String?,
        asOf moment: AsOf? = nil
    ) async throws(AdminClientError) -> String {
        if let moment {
            // It may have had another name then, or be gone since.
            let then = try await get("/api/v1/state", query: [("asOf", moment.argument)])
            let syncs = then["syncs"]?.array?.compactMap { $0["sync"] } ?? []
            let found = syncs.filter { $0["id"]?.string == name || $0["name"]?.string == name }
            guard found.count < 2 else { throw .ambiguous(kind: "sync", name: name) }
            if let id = found.first?["id"]?.string { return id }
            throw .notFound(kind: "sync", name: name)
        }
        guard let id = try await sync(name, project: project)["id"]?.string else {
            throw .notUnderstood(what: "The answer about sync \(name)")
        }
        return id
    }

    /// The id of the sync with this id or name; what was given where there is none now, since the
    /// log may know it.
    package func loggedSyncID(_ name: String) async throws(AdminClientError) -> String {
        do throws(AdminClientError) {
            return try await syncID(name, project: nil)
        } catch {
            guard case .notFound = error else { throw error }
            return name
        }
    }

    /// Asks the log, about one sync where one is given, by id or name.
    ///
    /// - Throws: `AdminClientError.notFound` and `.ambiguous` as the server finds it.
    package func get(
        _ path: String,
        query: [(String, String?)],
        concerning sync: String?
    ) async throws(AdminClientError) -> JSONValue {
        do throws(AdminClientError) {
            return try await get(path, query: query + [("sync", sync)])
        } catch {
            switch (error, sync) {
            case (.refused(404, _), let sync?): throw .notFound(kind: "sync", name: sync)
            // The log's routes refuse in no other way what they understand.
            case (.refused(400, _), let sync?): throw .ambiguous(kind: "sync", name: sync)
            default: throw error
            }
        }
    }

    package func allConnections() async throws(AdminClientError) -> [JSONValue] {
        try await get(Self.connections)["appConnections"]?.array ?? []
    }

    /// The id of the connection with this id or name.
    package func connectionID(_ name: String) async throws(AdminClientError) -> String {
        let found = try await allConnections()
            .first {
                $0["id"]?.string == name || $0["name"]?.string == name
            }
        guard let id = found?["id"]?.string else {
            throw .notFound(kind: "connection", name: name)
        }
        return id
    }
}
