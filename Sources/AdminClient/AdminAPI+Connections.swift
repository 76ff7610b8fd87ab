internal import APIContract
internal import APIRoutes
package import Encodings

extension AdminAPI {
    /// All connections, without their keys.
    package func connections() async throws(AdminClientError) -> [JSONValue] {
        try await ask(.listConnections)["appConnections"]?.array ?? []
    }

    /// The id of the connection with this id or name.
    ///
    /// Looks in the short list of connections, which a token for certain projects may read, too.
    package func connectionID(_ name: String) async throws(AdminClientError) -> String {
        let found = try await ask(.listAvailableConnections)["appConnections"]?.array?
            .first {
                $0["id"]?.string == name || $0["name"]?.string == name
            }
        guard let id = found?["id"]?.string else {
            throw .notFound(kind: "connection", name: name)
        }
        return id
    }

    /// A connection, without its key.
    package func connection(id: String) async throws(AdminClientError) -> JSONValue {
        try await ask(.getConnection, [id]).member("appConnection")
    }

    /// Creates a connection, once Checkly took its key.
    package func createConnection(
        _ body: CanonicalValue
    ) async throws(AdminClientError) -> JSONValue {
        try await ask(.createConnection, sending: body).member("appConnection")
    }

    /// Changes a connection; options that are not given stay.
    package func updateConnection(
        id: String,
        _ changes: CanonicalValue
    ) async throws(AdminClientError) -> JSONValue {
        try await ask(.updateConnection, [id], sending: changes).member("appConnection")
    }

    /// Deletes a connection that no sync uses; the answer is the connection as it was.
    package func deleteConnection(id: String) async throws(AdminClientError) -> JSONValue {
        try await ask(.deleteConnection, [id]).member("appConnection")
    }

    /// The accounts that a connection's key can see at Checkly.
    package func accounts(of connectionID: String) async throws(AdminClientError) -> [JSONValue] {
        try await ask(.listAccounts, [connectionID])["accounts"]?.array ?? []
    }

    /// The check groups of an account.
    package func groups(
        of connectionID: String,
        account: String
    ) async throws(AdminClientError) -> [JSONValue] {
        try await ask(.listGroups, [connectionID, account])["groups"]?.array ?? []
    }

    /// Whether a text is the connection's API key; nothing is recorded.
    package func isAPIKey(
        _ text: String?,
        ofConnection id: String
    ) async throws(AdminClientError) -> Bool {
        try await ask(.compareAPIKey, [id], sending: .object(["apiKey": .optional(text)]))[
            "apiKey"
        ]?
        .bool
            == true
    }
}
