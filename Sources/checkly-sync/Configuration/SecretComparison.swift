import Declarations
import SyncModel

/// Which secrets of one resource the server does not have as a file wants them.
///
/// The server says so itself; it returns no value and records nothing.
struct SecretComparison: Sendable {
    /// The paths of what differs.
    private(set) var changed: Set<String> = []
    /// A source's new secrets.
    private(set) var missing: [String] = []
    /// The ids of a source's secrets that the file does not list.
    private(set) var surplus: [String] = []

    /// Asks the server about a resource that it has.
    init(
        _ declaration: Declaration,
        _ resource: ServerConfiguration.Resource,
        _ secrets: ResolvedSecrets,
        _ api: AdminAPI
    ) async throws(CommandError) {
        switch declaration.kind {
        case .sync: break
        case .connection:
            let key = secrets.texts(declaration, "apiKey").first
            let answer = try await api.post(
                resource.path + "/compare-secrets",
                .record(["apiKey": .optional(key)])
            )
            if answer["apiKey"]?.bool != true { changed.insert("apiKey") }
        case .source: try await compareSource(declaration, resource, secrets, api)
        }
    }

    private mutating func compareSource(
        _ declaration: Declaration,
        _ resource: ServerConfiguration.Resource,
        _ secrets: ResolvedSecrets,
        _ api: AdminAPI
    ) async throws(CommandError) {
        let texts = secrets.texts(declaration, "secrets")
        let clientSecret = secrets.texts(declaration, "reader.clientSecret").first
        let answer = try await api.post(
            resource.path + "/compare-secrets",
            .record([
                "secrets": .list(texts.map(CanonicalValue.text)),
                "readerClientSecret": .optional(clientSecret),
            ])
        )
        let found = (answer["secrets"]?.array ?? []).map(\.string)
        missing = zip(texts, found).filter { $0.1 == nil }.map(\.0)
        let own = (resource.view["secrets"]?.array ?? []).compactMap { $0["id"]?.string }
        surplus = own.filter { !found.contains($0) }
        if !missing.isEmpty || !surplus.isEmpty { changed.insert("secrets") }
        if clientSecret != nil, answer["readerClientSecret"]?.bool != true {
            changed.insert("reader.clientSecret")
        }
    }
}
