internal import APIContract
internal import Encodings
internal import Cryptography
internal import EventLog
internal import HTTPTypes
internal import LiveLog
internal import Projection
internal import ReadModels
internal import SyncModel

extension ManagementAPI {
    private static let nameLimit = 64

    func addTokenRoutes(to routes: RouteTable) {
        let base = "/api/v1/tokens"
        routes.on(.get, base) { _ in
            let tokens = state.current.tokens.values.sorted { $0.name < $1.name }
            return .record(["tokens": .list(tokens.map(view))])
        }
        routes.on(.post, base) { call in
            try await command(call) { turn in try await createToken(call.body, turn) }
        }
        routes.on(.delete, base + "/:name") { call in
            try await command(call) { turn in
                let name = call.parameter("name")
                guard let token = state.current.tokens[name] else {
                    throw APIError.notFound("Could not find token with name \"\(name)\"")
                }
                try await record([PendingEvent(.administration(.tokenRevoked(name: name)))], turn)
                return .record(["token": view(token)])
            }
        }
    }

    private func createToken(
        _ body: JSONValue,
        _ turn: CommandQueue.Turn
    ) async throws -> CanonicalValue {
        var fields = BodyFields(body)
        let name = fields.slug("name", limit: Self.nameLimit)
        let role = fields.word("role", as: APIToken.Role.self)
        if role == nil, fields.value("role") == nil { fields.refuse("role", "Required") }
        try fields.finish()
        guard let role else { throw APIError.invalid("role", message: "Required") }
        if name == "admin" || state.current.tokens[name] != nil {
            throw APIError.badRequest("A token with name \"\(name)\" exists already")
        }
        let text = "cst_" + Hex.encode(try SecureRandom.bytes(count: 32))
        let token = APIToken(
            name: name,
            role: role,
            digest: SHA256.digest(Array(text.utf8)),
            createdAt: now()
        )
        try await record([PendingEvent(.administration(.tokenCreated(token)))], turn)
        // Here and never again.
        return .record(["token": view(token).adding(["value": .text(text)])])
    }

    private func view(_ token: APIToken) -> CanonicalValue {
        token.view(lastUsedAt: tokenUse.last(of: token.name))
    }
}
