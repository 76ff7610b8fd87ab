internal import Encodings
import FoundationEssentials

/// The operations of the KMS's API, and its own routes for people.
extension SandboxKMSState {
    /// How to show values.
    private struct ValueDisplay {
        var isHidden: Bool
        var expandsReferences: Bool
    }

    func outcome(for request: SandboxRequest) async -> SandboxOutcome {
        if request.segments.first == "sandbox" { return .answer(await controlAnswer(to: request)) }
        do throws(KMSRefusal) {
            return .answer(cut(try route(request)))
        } catch {
            return .answer(error.answer)
        }
    }

    private func route(_ request: SandboxRequest) throws(KMSRefusal) -> SandboxAnswer {
        switch (request.method, request.path) {
        case ("POST", "/api/v1/auth/universal-auth/login"), ("POST", "/v1/kms/auth/login"):
            return try logIn(request)
        case ("GET", "/api/v3/secrets/raw"):
            let project = request.query["workspaceId"] ?? request.query["workspaceSlug"]
            return try readFolder(request, project: project)
        case ("GET", "/api/v4/secrets"):
            return try readFolder(request, project: request.query["projectId"])
        case ("GET", let path) where path.hasPrefix("/v1/kms/secrets"):
            return try readHanzo(request)
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
        tokens[token] = now().addingTimeInterval(Double(tokenLifetime))
        return .json(
            200,
            .object([
                "accessToken": .string(token), "expiresIn": .integer(tokenLifetime),
                "accessTokenMaxTTL": .integer(tokenLifetime), "tokenType": .string("Bearer"),
            ])
        )
    }

    private func readFolder(
        _ request: SandboxRequest,
        project: String?
    ) throws(KMSRefusal) -> SandboxAnswer {
        try admitRead(request)
        guard let project, let environment = request.query["environment"] else {
            throw .badRequest("Missing project id or environment")
        }
        let folder = KMSFolder(
            projectId: project,
            environment: environment,
            secretPath: request.query["secretPath"] ?? "/"
        )
        let showsValues = try flag("viewSecretValue", in: request, or: true)
        let expandsReferences = try flag("expandSecretReferences", in: request, or: false)
        let mergesImports = try flag("include_imports", in: request, or: false)
        guard let content = folders[folder] else {
            throw .notFound(
                "Folder with path '\(folder.secretPath)' in environment with slug "
                    + "'\(environment)' not found"
            )
        }
        let display = ValueDisplay(
            isHidden: faults.hidesValues || !showsValues,
            expandsReferences: expandsReferences
        )
        var answer: [String: SandboxJSON] = [
            "secrets": secrets(of: content, in: folder, display, isDated: true)
        ]
        if mergesImports, !faults.omitsImports { answer["imports"] = imports(of: content, display) }
        return .json(200, .object(answer))
    }

    /// Counts a fetch, and refuses it if the token or a fault says so.
    func admitRead(_ request: SandboxRequest) throws(KMSRefusal) {
        readCount += 1
        try checkToken(of: request)
        try failIfScripted()
    }

    /// The response to a fetch, cut in half if a fault says so.
    private func cut(_ answer: SandboxAnswer) -> SandboxAnswer {
        guard faults.cutsAnswers, answer.status == 200 else { return answer }
        var half = answer
        half.body = Array(answer.body.prefix(answer.body.count / 2))
        return half
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
        case 401: throw .missingToken
        case 403: throw .forbidden
        case 429: throw .tooManyRequests
        case 404: throw .notFound("Folder not found")
        case _?: throw .brokenServer
        }
    }

    private func imports(of content: KMSFolderContent, _ display: ValueDisplay) -> SandboxJSON {
        .array(
            (faults.dropsImports ? [] : content.imports)
                .compactMap { folder in
                    guard let imported = folders[folder] else { return nil }
                    let secrets = secrets(of: imported, in: folder, display, isDated: false)
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
        _ display: ValueDisplay,
        isDated: Bool
    ) -> SandboxJSON {
        let shown = faults.showsNothing ? [:] : content.secrets
        let secrets = shown.sorted { $0.key < $1.key }
            .map { name, secret in
                secret.json(
                    name: name,
                    value: display.expandsReferences
                        ? expanded(secret.value, in: folder) : secret.value,
                    folder: folder,
                    isHidden: display.isHidden
                )
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
