internal import APIContract
internal import APIRoutes
package import Encodings

/// Holding everything, keys, tokens and the server itself.
extension AdminAPI {
    /// Why all pushing is held, and since when; null where it is not.
    package func hold() async throws(AdminClientError) -> JSONValue {
        try await ask(.getHold)["hold"] ?? .null
    }

    /// Holds all pushing until it is released.
    package func holdPushing(reason: String?) async throws(AdminClientError) -> JSONValue {
        try await ask(.holdPushing, sending: .object(["reason": .optional(reason)])).member("hold")
    }

    /// Goes on pushing; the answer is whole, and its `hold` null.
    package func releasePushing() async throws(AdminClientError) -> JSONValue {
        try await ask(.releasePushing)
    }

    /// How the server does, in figures.
    package func status() async throws(AdminClientError) -> JSONValue {
        try await ask(.getStatus)
    }

    /// What waits for a person, or is worth knowing: `items`, and how many of them are `problems`.
    package func attention() async throws(AdminClientError) -> JSONValue {
        try await ask(.listAttention)
    }

    /// What is wrapped under which master key.
    package func keyCounts() async throws(AdminClientError) -> JSONValue {
        try await ask(.countKeys).member("keys")
    }

    /// Puts every key under a new master key; waits until it is done.
    package func rotateMasterKey() async throws(AdminClientError) -> JSONValue {
        try await ask(.rotateMasterKey).member("rotated")
    }

    /// Destroys values, or names what would be destroyed.
    package func shred(_ selection: CanonicalValue) async throws(AdminClientError) -> JSONValue {
        let answer = try await ask(.shredValues, sending: selection)
        guard let shredded = answer["shredded"], shredded["values"]?.integer != nil else {
            throw .notUnderstood(what: "The server's answer")
        }
        return shredded
    }

    /// The named tokens, without their values.
    package func tokens() async throws(AdminClientError) -> [JSONValue] {
        try await ask(.listTokens)["tokens"]?.array ?? []
    }

    /// A token that is not revoked, without its value.
    package func token(named name: String) async throws(AdminClientError) -> JSONValue {
        guard let token = try await tokens().first(where: { $0["name"]?.string == name }) else {
            throw .notFound(kind: "token", name: name)
        }
        return token
    }

    /// Creates a token; the answer holds its value, which is shown here and never again.
    package func createToken(
        _ body: CanonicalValue
    ) async throws(AdminClientError) -> JSONValue {
        try await ask(.createToken, sending: body).member("token")
    }

    /// Lets a new key sign checkpoints; the answer is its public key.
    package func rotateCheckpointKey() async throws(AdminClientError) -> JSONValue {
        try await ask(.rotateCheckpointKey)
    }

    /// Replaces the administrator's token; the answer holds the new one.
    package func rotateAdminToken() async throws(AdminClientError) -> JSONValue {
        try await ask(.rotateAdminToken).member("token")
    }

    /// Who is told what waits for a person.
    package func notifications() async throws(AdminClientError) -> [JSONValue] {
        try await ask(.listNotifications)["notifications"]?.array ?? []
    }

    /// One of those, by its name.
    package func notification(named name: String) async throws(AdminClientError) -> JSONValue {
        guard let found = try await notifications().first(where: { $0["name"]?.string == name })
        else { throw .notFound(kind: "notification", name: name) }
        return found
    }

    /// Creates one; the answer holds its signing secret, which is shown here and never again.
    package func createNotification(
        _ body: CanonicalValue
    ) async throws(AdminClientError) -> JSONValue {
        try await ask(.createNotification, sending: body).member("notification")
    }

    /// Sends a message that only tries the way; says whether it was accepted.
    package func testNotification(
        named name: String
    ) async throws(AdminClientError) -> JSONValue {
        try await ask(.testNotification, [name]).member("test")
    }

    package func deleteNotification(named name: String) async throws(AdminClientError) {
        _ = try await ask(.deleteNotification, [name])
    }

    /// A link that signs a browser in once, as whose token this is, within five minutes.
    package func loginLink() async throws(AdminClientError) -> String {
        pages + (try await ask(.createLoginCode)["path"]?.string ?? "/login")
    }

    /// The address of the dashboard.
    ///
    /// This machine is named, since a browser gives the cookies of a bare address to all its ports.
    package var pages: String {
        server.replacing("//127.0.0.1", with: "//checkly-sync.localhost")
            .replacing("//localhost", with: "//checkly-sync.localhost")
    }

    /// Revokes a token for good.
    package func revokeToken(named name: String) async throws(AdminClientError) {
        _ = try await ask(.revokeToken, [name])
    }

    /// What the server was started with; null where it does not say.
    package func settings() async throws(AdminClientError) -> JSONValue {
        try await ask(.getSettings)["settings"] ?? .null
    }

    /// What each side of the server answers to a nonce at its health route.
    package func proofs(
        of nonce: String
    ) async throws(AdminClientError) -> (webhooks: String, admin: String) {
        let probe = try await ask(.getProbe, query: [("nonce", nonce)])["probe"]
        guard let webhooks = probe?["webhooks"]?.string, let admin = probe?["admin"]?.string else {
            throw .notUnderstood(what: "The server's answer")
        }
        return (webhooks, admin)
    }
}
