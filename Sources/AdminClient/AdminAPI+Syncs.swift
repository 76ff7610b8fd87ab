package import Encodings
internal import APIContract
internal import APIRoutes
package import SyncModel

/// Syncs, and how their names become ids.
extension AdminAPI {
    /// All syncs, or those of one project.
    package func syncs(project: String?) async throws(AdminClientError) -> [JSONValue] {
        if let project {
            let answer = try await ask(.listSyncs, query: [("projectId", project)])
            return answer["secretSyncs"]?.array ?? []
        }
        // Syncs are listed by project only; the state names those of every project.
        let state = try await state()
        var syncs: [JSONValue] = []
        for id in state["syncs"]?.array?.compactMap({ $0["sync"]?["id"]?.string }) ?? [] {
            syncs.append(try await sync(id: id))
        }
        return syncs
    }

    /// The sync with this id or name.
    package func sync(
        _ name: String,
        project: String?
    ) async throws(AdminClientError) -> JSONValue {
        // A token for certain projects may ask for a sync of theirs, but not for all syncs.
        if project == nil, name.isUUID, let sync = try await findSync(id: name) { return sync }
        let all = try await syncs(project: project)
        if let sync = all.first(where: { $0["id"]?.string == name }) { return sync }
        let named = all.filter { $0["name"]?.string == name }
        guard named.count < 2 else { throw .ambiguous(kind: "sync", name: name) }
        guard let sync = named.first else { throw .notFound(kind: "sync", name: name) }
        return sync
    }

    /// The sync with this id; nil if there is none.
    package func findSync(id: String) async throws(AdminClientError) -> JSONValue? {
        do throws(AdminClientError) {
            return try await sync(id: id)
        } catch {
            guard case .refused(404, _) = error else { throw error }
            return nil
        }
    }

    /// A sync as it is now.
    package func sync(id: String) async throws(AdminClientError) -> JSONValue {
        let answer = try await ask(.getSync, [id])
        guard let sync = answer["secretSync"] else {
            throw .notUnderstood(what: "The answer about sync \(id)")
        }
        return sync
    }

    /// The id of the sync with this id or name, now or as of a moment.
    package func syncID(
        _ name: String,
        project: String?,
        asOf moment: AsOf? = nil
    ) async throws(AdminClientError) -> String {
        if let moment {
            // It may have had another name then, or be gone since.
            let syncs = try await state(asOf: moment)["syncs"]?.array?.compactMap { $0["sync"] }
            let found = (syncs ?? [])
                .filter { $0["id"]?.string == name || $0["name"]?.string == name }
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

    /// What the newest run of a sync did; null if there was none.
    package func lastRun(of id: String) async throws(AdminClientError) -> JSONValue {
        try await ask(.listRuns, [id], query: [("limit", "1")])["runs"]?.array?.first ?? .null
    }

    /// Creates a sync; the answer has it under `secretSync`, and beside it those that may write the
    /// same keys.
    package func createSync(_ body: CanonicalValue) async throws(AdminClientError) -> JSONValue {
        try await ask(.createSync, sending: body)
    }

    /// Changes a sync; options that are not given stay.
    package func updateSync(
        id: String,
        _ changes: CanonicalValue
    ) async throws(AdminClientError) -> JSONValue {
        try await ask(.updateSync, [id], sending: changes).member("secretSync")
    }

    /// Deletes a sync, or has what it wrote removed first; it is deleted when that is done.
    ///
    /// The answer is the sync as it was.
    package func deleteSync(
        id: String,
        removesSecrets: Bool = false
    ) async throws(AdminClientError) -> JSONValue {
        try await ask(.deleteSync, [id], query: [("removeSecrets", removesSecrets ? "true" : nil)])
            .member("secretSync")
    }
}

extension JSONValue {
    /// What an answer wraps; the answer itself where it does not.
    func member(_ name: String) -> JSONValue { self[name] ?? self }
}
