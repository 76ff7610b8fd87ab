internal import APIContract
internal import APIRoutes
internal import APIServing
internal import Commands
internal import Encodings
internal import Cryptography
internal import EventLog
internal import LiveLog
internal import Projection
internal import ReadModels
internal import SyncModel

extension ManagementAPI {
    func addTokenRoutes(to routes: RouteTable) {
        routes.on(.listTokens) { _ in
            let tokens = state.current.tokens.values.sorted { $0.name < $1.name }
            return .object(["tokens": .list(tokens.map(json))])
        }
        routes.on(.createToken) { call in try await createToken(call) }
        routes.on(.createLoginCode) { call in
            guard hasDashboard else {
                throw APIError.badRequest(
                    "The dashboard is off. (Start the server with --dashboard on.)"
                )
            }
            let (code, endsAt) = try loginCodes.make(for: call.caller, at: now())
            return .object([
                "path": .text("/login/once?code=\(code)"), "expiresAt": .text(endsAt.rfc3339),
            ])
        }
        routes.on(.revokeToken) { call in
            try await perform(.token(.revoke(name: call.parameter("name"))), call)
        }
    }

    private func createToken(_ call: Call) async throws -> CanonicalValue {
        let new = try NewToken.resource.read(call.body)
        guard let role = new.role else { throw APIError.invalid("role", message: "Required") }
        let text = "cst_" + Hex.encode(try SecureRandom.bytes(count: 32))
        let digest = SHA256.digest(Array(text.utf8))
        let created = TokenChange.create(
            name: new.name,
            role,
            digest: digest,
            expiresAt: new.expiresAt,
            projects: new.projects
        )
        let (answer, _) = try await outcome(of: .token(created), call)
        guard case .token(let token) = answer else { return try json(of: answer) }
        // Here and never again.
        return .object(["token": json(token).adding(["value": .text(text)])])
    }

    func json(_ token: APIToken) -> CanonicalValue {
        token.json(lastUsedAt: authenticator.lastUse(of: token.name))
    }
}
