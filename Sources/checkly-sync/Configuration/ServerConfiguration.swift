import AdminClient
internal import Encodings
import Declarations
import OutboundHTTP
import SyncModel

/// The sources, connections and syncs of a running server, as it shows them.
struct ServerConfiguration: Sendable {
    /// One of them.
    struct Resource: Sendable {
        let declaration: Declaration
        let view: JSONValue
        /// Where its routes begin.
        let path: String
    }

    private(set) var resources: [ResourceID: Resource] = [:]

    /// Asks the server for everything.
    static func read(_ api: AdminAPI) async throws(AdminClientError) -> ServerConfiguration {
        var all = ServerConfiguration()
        for view in try await api.get(AdminAPI.sources)["webhookSources"]?.array ?? [] {
            all.add(.source, view, AdminAPI.sources, by: "name")
        }
        for view in try await api.allConnections() {
            all.add(.connection, view, AdminAPI.connections, by: "id")
        }
        for view in try await api.syncs(project: nil) {
            all.add(.sync, view, AdminAPI.syncs, by: "id")
        }
        return all
    }

    private mutating func add(
        _ kind: ResourceKind,
        _ view: JSONValue,
        _ path: String,
        by member: String
    ) {
        let declaration = Declaration(kind, shown: view)
        let own = path + "/" + percentEncoded(view[member]?.string ?? "")
        resources[declaration.id] = Resource(declaration: declaration, view: view, path: own)
    }

    /// All of them, as a file that has variables in place of the secrets.
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
            let count = resource.view["secrets"]?.array?.count ?? 1
            declaration.secrets["secrets"] =
                count == 1
                ? [.placeholder(name, "WEBHOOK_SECRET")]
                : (1...max(count, 1)).map { .placeholder(name, "WEBHOOK_SECRET_\($0)") }
            let shown = resource.view["secrets"]?.array ?? []
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
    /// When a signing secret, as the server shows it, is good; nil for always.
    var window: SecretWindow? {
        SecretWindow(notBefore: self["notBefore"]?.string, notAfter: self["notAfter"]?.string)
    }
}
