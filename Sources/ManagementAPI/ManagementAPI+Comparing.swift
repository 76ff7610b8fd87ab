internal import APIContract
internal import APIRoutes
internal import APIServing
internal import Commands
internal import Encodings
internal import Cryptography
internal import EventLog
internal import LiveLog
internal import Projection
internal import SyncModel

/// Yes-or-no questions about secrets: nothing is recorded, and no value is returned.
extension ManagementAPI {
    private static let codesAfterLogin = ["kms-folder-missing", "kms-forbidden", "kms-refused"]

    func addComparisonRoutes(to routes: RouteTable) {
        routes.on(.compareSourceSecrets) { call in
            let source = try source(call)
            return compareSecrets(of: source, try GivenSecrets.resource.read(call.body))
        }
        routes.on(.checkReader) { call in
            try await checkReader(of: try source(call))
        }
        routes.on(.compareAPIKey) { call in
            let id = call.parameter("connectionId").lowercased()
            let connection = try self.connection(id)
            let given = try GivenAPIKey.resource.read(call.body).key
            return .object([
                "apiKey": .bool(
                    given.map {
                        holds($0, connection.apiKey, .apiKey(connectionID: id))
                    } ?? false
                )
            ])
        }
    }

    /// For each given secret the id of the source's own that is the same, or null.
    private func compareSecrets(
        of source: WebhookSource,
        _ given: GivenSecrets
    ) -> CanonicalValue {
        let ids = (given.secrets ?? [])
            .map { text -> CanonicalValue in
                let same = source.secrets.first {
                    holds(text, $0.value, .webhookSecret(source: source.name, id: $0.id))
                }
                return .optional(same?.id) ?? .null
            }
        let reader = given.clientSecret
            .flatMap { text in
                source.kmsAccess.map {
                    holds(text, $0.clientSecret, .kmsClientSecret(source: source.name))
                }
            }
        return .object([
            "secrets": .list(ids), "readerClientSecret": reader.map(CanonicalValue.bool) ?? .null,
        ])
    }

    /// Whether a sealed value equals a text; a destroyed value equals nothing.
    private func holds(_ text: String, _ place: SealedValueReference, _ name: ValueName) -> Bool {
        guard let value = try? vault.open(place, as: name) else { return false }
        return isEqualInConstantTime(Array(value.reveal().utf8), Array(text.utf8))
    }

    /// Fetches a folder that a sync needs.
    ///
    /// Without one, it fetches a folder that does not exist, which still tells whether the login
    /// succeeds.
    private func checkReader(of source: WebhookSource) async throws -> CanonicalValue {
        guard source.kmsAccess != nil else {
            throw CommandRefusal.noKMSAccess
        }
        let needed = state.current.foldersToFetch.keys.filter { $0.source == source.name }
            .sorted().first
        let nowhere = FolderPath(projectID: "none", environment: "none", secretPath: "/")
        let folder = needed ?? FolderID(source: source.name, path: nowhere)
        let problem = await fetches.problem(folder)
        let isAfterLogin = problem.map { Self.codesAfterLogin.contains($0.code) } ?? true
        let isWell = problem == nil || (needed == nil && isAfterLogin)
        return .object([
            "ok": .bool(isWell),
            "folder": needed?.path.canonical ?? .null,
            "code": isWell ? .null : .optional(problem?.code) ?? .null,
            "message": isWell
                ? .null : .optional(problem.map { "\($0.message) (\($0.hint))" }) ?? .null,
        ])
    }
}
