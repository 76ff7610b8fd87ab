import FoundationEssentials

/// The operations of the KMS's API, and its door for people.
extension SandboxKMSState {
    /// How long a token lasts, in seconds: 30 days.
    private static let tokenLifetime = 2_592_000

    func outcome(for request: SandboxRequest) async -> SandboxOutcome {
        if request.segments.first == "sandbox" { return .answer(await doorAnswer(to: request)) }
        do throws(KMSRefusal) {
            return .answer(try route(request))
        } catch {
            return .answer(error.answer)
        }
    }

    private func route(_ request: SandboxRequest) throws(KMSRefusal) -> SandboxAnswer {
        switch (request.method, request.path) {
        case ("POST", "/api/v1/auth/universal-auth/login"):
            return try logIn(request)
        case ("GET", "/api/v3/secrets/raw"):
            let project = request.query["workspaceId"] ?? request.query["workspaceSlug"]
            return try readFolder(request, project: project)
        case ("GET", "/api/v4/secrets"):
            return try readFolder(request, project: request.query["projectId"])
        case (_, _):
            throw .notFound("Route \(request.method):\(request.path) not found")
        }
    }

    private func logIn(_ request: SandboxRequest) throws(KMSRefusal) -> SandboxAnswer {
        guard let body = request.object, let id = body["clientId"]?.string,
            let secret = body["clientSecret"]?.string
        else { throw .unprocessable("clientId and clientSecret are required") }
        guard let known = clientSecrets[id], known == secret else { throw .invalidCredentials }
        let token = newID()
        tokens[token] = now().addingTimeInterval(Double(Self.tokenLifetime))
        return .json(
            200,
            .object([
                "accessToken": .string(token), "expiresIn": .integer(Self.tokenLifetime),
                "accessTokenMaxTTL": .integer(Self.tokenLifetime), "tokenType": .string("Bearer"),
            ])
        )
    }

    private func readFolder(
        _ request: SandboxRequest,
        project: String?
    ) throws(KMSRefusal) -> SandboxAnswer {
        readCount += 1
        try checkToken(of: request)
        try failIfScripted()
        guard let project, let environment = request.query["environment"] else {
            throw .badRequest("Missing project id or environment")
        }
        let folder = KMSFolder(
            projectId: project,
            environment: environment,
            secretPath: request.query["secretPath"] ?? "/"
        )
        let showsValues = try flag("viewSecretValue", in: request, or: true)
        let mergesImports = try flag("include_imports", in: request, or: false)
        guard let content = folders[folder] else {
            throw .notFound(
                "Folder with path '\(folder.secretPath)' in environment with slug "
                    + "'\(environment)' not found"
            )
        }
        let isHidden = faults.hidesValues || !showsValues
        var answer: [String: SandboxJSON] = [
            "secrets": secrets(of: content, in: folder, isHidden: isHidden, isDated: true)
        ]
        if mergesImports { answer["imports"] = imports(of: content, isHidden: isHidden) }
        return .json(200, .object(answer))
    }

    private func checkToken(of request: SandboxRequest) throws(KMSRefusal) {
        guard let token = request.bearer else { throw .missingToken }
        guard let end = tokens[token], end > now(), !faults.expiresTokens else {
            throw .expiredToken
        }
    }

    private func failIfScripted() throws(KMSRefusal) {
        switch faults.readStatus {
        case nil: return
        case 403: throw .forbidden
        case 404: throw .notFound("Folder not found")
        case _?: throw .brokenServer
        }
    }

    private func imports(of content: KMSFolderContent, isHidden: Bool) -> SandboxJSON {
        .array(
            content.imports.compactMap { folder in
                guard let imported = folders[folder] else { return nil }
                let secrets = secrets(of: imported, in: folder, isHidden: isHidden, isDated: false)
                return .object([
                    "secretPath": .string(folder.secretPath),
                    "environment": .string(folder.environment),
                    "folderId": .string(imported.id), "secrets": secrets,
                ])
            }
        )
    }

    private func secrets(
        of content: KMSFolderContent,
        in folder: KMSFolder,
        isHidden: Bool,
        isDated: Bool
    ) -> SandboxJSON {
        let secrets = content.secrets.sorted { $0.key < $1.key }
            .map { name, secret in
                secret.json(name: name, folder: folder, isHidden: isHidden)
                    .merging(isDated ? secret.dates : [:]) { own, _ in own }
            }
        return .array(secrets.map { .object($0) })
    }

    private func flag(
        _ name: String,
        in request: SandboxRequest,
        or standard: Bool
    ) throws(KMSRefusal) -> Bool {
        switch request.query[name] {
        case nil: standard
        case "true": true
        case "false": false
        case _?: throw .unprocessable("\(name) must be \"true\" or \"false\"")
        }
    }
}
