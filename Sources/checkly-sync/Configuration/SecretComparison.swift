import AdminClient
internal import Encodings
import Declarations
import SyncModel

/// The secrets of one resource that differ between a file and the server.
///
/// The server compares them; it returns no value and records nothing.
struct SecretComparison: Sendable {
    /// The paths of the secrets that differ.
    private(set) var changed: Set<String> = []
    /// A source's new secrets, with their validity periods.
    private(set) var missing: [(text: String, window: SecretWindow?)] = []
    /// The ids of a source's secrets that the file does not list.
    private(set) var surplus: [String] = []

    /// Asks the server about a resource that it has.
    init(
        _ declaration: Declaration,
        _ resource: ServerConfiguration.Resource,
        _ secrets: ResolvedSecrets,
        _ api: AdminAPI
    ) async throws(AdminClientError) {
        switch declaration.kind {
        case .sync: break
        case .connection:
            let key = secrets.texts(declaration, "apiKey").first
            let isSame = try await api.isAPIKey(key, ofConnection: resource.key)
            if !isSame { changed.insert("apiKey") }
        case .source: try await compareSource(declaration, resource, secrets, api)
        }
    }

    private mutating func compareSource(
        _ declaration: Declaration,
        _ resource: ServerConfiguration.Resource,
        _ secrets: ResolvedSecrets,
        _ api: AdminAPI
    ) async throws(AdminClientError) {
        let texts = secrets.texts(declaration, "secrets")
        let clientSecret = secrets.texts(declaration, "reader.clientSecret").first
        let (ids, isClientSecret) = try await api.compareSecrets(
            texts,
            readerClientSecret: clientSecret,
            ofSource: resource.key
        )
        let own = resource.json["secrets"]?.array ?? []
        let references = declaration.secrets["secrets"] ?? []
        var kept: Set<String> = []
        for (index, text) in texts.enumerated() {
            let id = ids[index]
            let window = declaration.windows[references[index]]
            // A validity period cannot be changed: the secret is added again, and then the old one
            // is removed.
            if let id, own.first(where: { $0["id"]?.string == id })?.window == window {
                kept.insert(id)
            } else {
                missing.append((text, window))
            }
        }
        surplus = own.compactMap { $0["id"]?.string }.filter { !kept.contains($0) }
        if !missing.isEmpty || !surplus.isEmpty { changed.insert("secrets") }
        if clientSecret != nil, !isClientSecret {
            changed.insert("reader.clientSecret")
        }
    }
}
