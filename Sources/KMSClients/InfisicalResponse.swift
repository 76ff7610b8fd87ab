internal import Encodings
internal import SyncModel

/// A folder as Infisical's API lists it: its own secrets and those of every import.
struct InfisicalResponse {
    private struct Secret {
        var fetched: FetchedSecret
        var isHidden: Bool
    }

    private var own: [String: Secret]
    private var imported: [(folder: FolderPath, secrets: [String: Secret])] = []

    init(_ body: JSONValue, projectID: String) throws(FetchError) {
        own = try Self.secrets(in: body)
        // We requested imports, so a response without them is incomplete.
        guard let imports = body["imports"]?.array else {
            throw .unexpectedAnswer("it has no list of imports")
        }
        for element in imports {
            guard let environment = element["environment"]?.string,
                let path = element["secretPath"]?.string.flatMap(Self.normalized)
            else { throw .unexpectedAnswer("an import has no folder") }
            let folder = FolderPath(
                projectID: projectID,
                environment: environment,
                secretPath: path
            )
            imported.append((folder, try Self.secrets(in: element)))
        }
    }

    /// The effective content: own secrets override imports, and later imports override earlier
    /// ones.
    func folder() throws(FetchError) -> FetchedFolder {
        var winners = own
        var origins: [String: FolderPath] = [:]
        for (folder, secrets) in imported.reversed() {
            for (key, secret) in secrets where winners[key] == nil {
                winners[key] = secret
                origins[key] = folder
            }
        }
        return try FetchedFolder(
            checking: winners.values.map(\.fetched),
            hidden: winners.values.filter(\.isHidden).map(\.fetched.key),
            imports: imported.map(\.folder),
            origins: origins
        )
    }

    private static func normalized(_ path: String) -> String? {
        try? FolderPath.normalized(secretPath: path)
    }

    private static func secrets(
        in body: JSONValue
    ) throws(FetchError) -> [String: Secret] {
        guard let list = body["secrets"]?.array else {
            throw .unexpectedAnswer("it has no list of secrets")
        }
        var secrets: [String: Secret] = [:]
        for element in list {
            guard let type = element["type"]?.string else {
                throw .unexpectedAnswer("a secret has no type")
            }
            // A personal override affects only its owner.
            if type.hasSameBytes(as: "personal") { continue }
            guard type.hasSameBytes(as: "shared") else {
                throw .unexpectedAnswer("a secret has an unknown type")
            }
            let secret = try Self.secret(element)
            // In an import, its own secrets precede those that it imports itself.
            if secrets[secret.fetched.key] == nil { secrets[secret.fetched.key] = secret }
        }
        return secrets
    }

    private static func secret(
        _ element: JSONValue
    ) throws(FetchError) -> Secret {
        guard let key = element["secretKey"]?.string, let value = element["secretValue"]?.string
        else { throw .unexpectedAnswer("a secret has no key or no value") }
        let hidden = element["secretValueHidden"] ?? .bool(false)
        guard let isHidden = hidden.bool else {
            throw .unexpectedAnswer("it is not clear whether a secret's value is hidden")
        }
        return Secret(
            fetched: FetchedSecret(key: key, value: SecretValue(value)),
            isHidden: isHidden
        )
    }
}
