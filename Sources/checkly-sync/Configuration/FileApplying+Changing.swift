import AdminClient
import APIContract
internal import Encodings
import Declarations
import SyncModel

extension FileApplying {
    /// Makes the changes one by one; a failure blocks only the changes that depend on it.
    ///
    /// - Returns: What could not be changed, and why.
    func run() async -> [ConfigurationFailure] {
        var failures: [ConfigurationFailure] = []
        var connectionIDs = server.resources.filter { $0.key.kind == .connection }
            .mapValues { $0.json["id"]?.string ?? "" }
        for change in changes where change.isChange {
            do {
                if let needed = missing(for: change, failures) {
                    throw CommandError.notReady(what: "\(needed)")
                }
                let answer = try await make(change, connectionIDs)
                if change.id.kind == .connection, let id = answer?["id"]?.string {
                    connectionIDs[change.id] = id
                }
                printError("\(change.action.rawValue)d \(change.id)")
            } catch {
                printError("\(change.id): \(error)")
                let message = (error as? any ExplainedError)?.message ?? "\(error)"
                failures.append(ConfigurationFailure(id: change.id, message: message))
            }
        }
        return failures
    }

    /// The failed change that another one depends on.
    private func missing(
        for change: Change,
        _ failures: [ConfigurationFailure]
    ) -> ResourceID? {
        guard change.action != .delete, let declaration = declared[change.id] else { return nil }
        let needed = [
            (ResourceKind.connection, declaration.values["connection"]),
            (.source, declaration.values["sourceName"]),
        ]
        .map { kind, name in name?.string.map { ResourceID(kind: kind, name: $0) } }
        .compactMap(\.self)
        return needed.first { id in
            failures.contains { $0.id == id } && server.resources[id] == nil
        }
    }

    private func make(
        _ change: Change,
        _ connectionIDs: [ResourceID: String]
    ) async throws -> JSONValue? {
        let resource = server.resources[change.id]
        switch change.action {
        case .unchanged, .unmanaged: return nil
        case .delete: return try await delete(change.id.kind, resource?.key ?? "")
        case .create:
            guard let declaration = declared[change.id] else { return nil }
            try await checkDestination(change, declaration, connectionIDs)
            let body = body(of: declaration, connectionIDs)
            let answer = try await create(change.id.kind, .map(body))
            if change.id.kind == .source { try await limitSecrets(of: declaration) }
            printOverlaps(answer, of: "\(change.id)")
            return answer
        case .update:
            guard let declaration = declared[change.id], let resource else { return nil }
            try await checkDestination(change, declaration, connectionIDs)
            return try await update(declaration, resource, change, connectionIDs)
        }
    }

    private func create(
        _ kind: ResourceKind,
        _ body: CanonicalValue
    ) async throws(AdminClientError) -> JSONValue {
        switch kind {
        case .source: try await api.createSource(body)
        case .connection: try await api.createConnection(body)
        case .sync: try await api.createSync(body)
        }
    }

    private func change(
        _ kind: ResourceKind,
        _ key: String,
        _ changes: CanonicalValue
    ) async throws(AdminClientError) -> JSONValue {
        switch kind {
        case .source: try await api.updateSource(key, changes)
        case .connection: try await api.updateConnection(id: key, changes)
        case .sync: try await api.updateSync(id: key, changes)
        }
    }

    private func delete(
        _ kind: ResourceKind,
        _ key: String
    ) async throws(AdminClientError) -> JSONValue {
        switch kind {
        case .source: try await api.deleteSource(key)
        case .connection: try await api.deleteConnection(id: key)
        case .sync: try await api.deleteSync(id: key)
        }
    }

    private func update(
        _ declaration: Declaration,
        _ resource: ServerConfiguration.Resource,
        _ change: Change,
        _ connectionIDs: [ResourceID: String]
    ) async throws -> JSONValue? {
        var kept = declaration
        for rule in kept.kind.rules where rule.absence == .kept && kept.values[rule.path] == nil {
            kept.values[rule.path] = resource.declaration.values[rule.path]
        }
        let whole = body(of: kept, connectionIDs)
        var patch = CanonicalMap()
        let pauses = change.fields.contains { Self.pausing.contains($0.path) }
        if pauses, kept.values["isPaused"] == .bool(true) {
            let reason = kept.values["pauseReason"]?.string
            _ = try await api.pauseSync(id: resource.key, reason: reason)
        }
        for field in change.fields
        where field.path != "secrets" && !Self.pausing.contains(field.path) {
            let member = Self.member(of: field.path)
            // A file without a description removes it; a file without a reader ends fetching.
            let absent: CanonicalValue = member == "description" ? .text("") : .null
            patch[member] = whole[member] ?? absent
        }
        if let comparison = comparisons[change.id], change.id.kind == .source {
            try await exchangeSecrets(of: resource, comparison)
        }
        if patch != [:] { patch["consent"] = whole["consent"] }
        let answer =
            patch == [:] ? nil : try await self.change(declaration.kind, resource.key, .map(patch))
        // What a resumed sync pushes is as the file says already.
        if pauses, kept.values["isPaused"] != .bool(true) {
            _ = try await api.resumeSync(id: resource.key)
        }
        return answer
    }

    /// The members for pausing a sync, which has routes of its own.
    private static let pausing = ["isPaused", "pauseReason"]

    /// Refuses a sync with an account or group that its connection cannot access.
    private func checkDestination(
        _ change: Change,
        _ declaration: Declaration,
        _ connectionIDs: [ResourceID: String]
    ) async throws(CommandError) {
        let isMoved = change.fields.contains {
            $0.path == "connection"
                || ["destinationConfig.accountId", "destinationConfig.groupId"].contains($0.path)
        }
        guard change.id.kind == .sync, isMoved else { return }
        let name = declaration.values["connection"]?.string ?? ""
        try await api.checkDestination(
            connection: (connectionIDs[ResourceID(kind: .connection, name: name)] ?? "", name),
            account: declaration.values["destinationConfig.accountId"]?.string ?? "",
            group: declaration.values["destinationConfig.groupId"]?.string
        )
    }

    /// A source is created with secrets that are always valid; those with a validity period replace
    /// them one by one.
    private func limitSecrets(of declaration: Declaration) async throws(AdminClientError) {
        if declaration.windows.isEmpty { return }
        let name = declaration.id.name
        let resource = ServerConfiguration.Resource(
            declaration: declaration,
            json: try await api.source(name),
            key: name
        )
        let comparison = try await SecretComparison(declaration, resource, secrets, api)
        try await exchangeSecrets(of: resource, comparison)
    }

    /// The API's member for a path of the file.
    private static func member(of path: String) -> String {
        switch path {
        case "connection": "connectionId"
        case "apiKey": "credentials"
        default: String(path.prefix { $0 != "." })
        }
    }

    /// New ones come first, so that a sender with either secret is never refused.
    private func exchangeSecrets(
        of resource: ServerConfiguration.Resource,
        _ comparison: SecretComparison
    ) async throws(AdminClientError) {
        var surplus = comparison.surplus[...]
        var count = resource.json["secrets"]?.array?.count ?? 0
        for secret in comparison.missing {
            if count >= Fields.secretLimit, let id = surplus.popFirst() {
                _ = try await api.removeSecret(id: id, from: resource.key)
                count -= 1
            }
            _ = try await api.addSecret(
                .object([
                    "secret": .text(secret.text), "notBefore": .optional(secret.window?.notBefore),
                    "notAfter": .optional(secret.window?.notAfter),
                    "weakSecret": allowsWeakSecrets ? .bool(true) : nil,
                ]),
                to: resource.key
            )
            count += 1
        }
        for id in surplus { _ = try await api.removeSecret(id: id, from: resource.key) }
    }
}
