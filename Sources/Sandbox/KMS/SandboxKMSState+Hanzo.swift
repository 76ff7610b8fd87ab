internal import Encodings

/// Hanzo KMS's own API: first the names in a folder, then each value.
///
/// The token determines the project, so these routes search all projects for the folder.
extension SandboxKMSState {
    func readHanzo(_ request: SandboxRequest) throws(KMSRefusal) -> SandboxAnswer {
        try admitRead(request)
        let rest = request.segments.dropFirst(3)
        let environment = request.query["env"] ?? request.query["environment"] ?? "default"
        guard let name = rest.last else {
            let path = request.query["path"] ?? request.query["secretPath"] ?? "/"
            return listHanzo(try hanzoContent(environment, path))
        }
        let path = "/" + rest.dropLast().joined(separator: "/")
        guard let secret = try hanzoContent(environment, path).secrets[name] else {
            throw .notFound("no such secret")
        }
        let value = faults.hidesValues ? KMSSecret.hiddenValue : secret.value
        return .json(
            200,
            .object([
                "name": .string(name), "env": .string(environment), "value": .string(value),
            ])
        )
    }

    private func listHanzo(_ content: KMSFolderContent) -> SandboxAnswer {
        let shown = faults.showsNothing ? [:] : content.secrets
        let names = shown.keys.sorted().map { SandboxJSON.string($0) }
        let secrets = shown.sorted { $0.key < $1.key }
            .map { name, secret in
                SandboxJSON.object(["name": .string(name), "version": .integer(secret.version)])
            }
        return .json(
            200,
            .object([
                "secrets": .array(secrets), "total": .integer(names.count), "names": .array(names),
            ])
        )
    }

    private func hanzoContent(
        _ environment: String,
        _ path: String
    ) throws(KMSRefusal) -> KMSFolderContent {
        let found = folders.first {
            $0.key.environment == environment && $0.key.secretPath == path
        }
        guard let found else { throw .notFound("no such path") }
        return found.value
    }
}
