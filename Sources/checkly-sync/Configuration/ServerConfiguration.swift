import AdminClient
internal import Encodings
import Declarations
import SyncModel

/// The sources, connections and syncs of a running server.
struct ServerConfiguration: Sendable {
    /// One resource.
    struct Resource: Sendable {
        let declaration: Declaration
        let json: JSONValue
        /// What its routes know it by: the id, or of a source the name.
        let key: String
    }

    private(set) var resources: [ResourceID: Resource] = [:]

    /// Fetches everything from the server.
    static func read(_ api: AdminAPI) async throws(AdminClientError) -> ServerConfiguration {
        var all = ServerConfiguration()
        for json in try await api.sources() {
            all.add(.source, json, by: "name")
        }
        for json in try await api.connections() {
            all.add(.connection, json, by: "id")
        }
        for json in try await api.syncs(project: nil) {
            all.add(.sync, json, by: "id")
        }
        return all
    }

    private mutating func add(_ kind: ResourceKind, _ json: JSONValue, by member: String) {
        let declaration = Declaration(kind, shown: json)
        resources[declaration.id] = Resource(
            declaration: declaration,
            json: json,
            key: json[member]?.string ?? ""
        )
    }

    /// All resources as a file with variables in place of secrets.
    var declarations: [Declaration] {
        resources.keys.sorted().compactMap { resources[$0].map(Self.declaration) }
    }

    private static func declaration(_ resource: Resource) -> Declaration {
        var declaration = resource.declaration
        let name = declaration.id.name
        switch declaration.kind {
        case .sync: break
        case .connection:
            declaration.secrets["apiKey"] = [.placeholder(name, "API_KEY")]
        case .source:
            let count = resource.json["secrets"]?.array?.count ?? 1
            declaration.secrets["secrets"] =
                count == 1
                ? [.placeholder(name, "WEBHOOK_SECRET")]
                : (1...max(count, 1)).map { .placeholder(name, "WEBHOOK_SECRET_\($0)") }
            let shown = resource.json["secrets"]?.array ?? []
            for (reference, secret) in zip(declaration.secrets["secrets"] ?? [], shown) {
                declaration.windows[reference] = secret.window
            }
            if declaration.has(group: "reader") {
                declaration.secrets["reader.clientSecret"] = [
                    .placeholder(name, "READER_CLIENT_SECRET")
                ]
            }
        }
        return declaration
    }
}

extension JSONValue {
    /// The validity period of a signing secret as the server shows it; nil for always valid.
    var window: SecretWindow? {
        SecretWindow(notBefore: self["notBefore"]?.string, notAfter: self["notAfter"]?.string)
    }
}
