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
        routes.on(.rotateAdminToken) { call in try await rotateAdminToken(call) }
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
        let text = try Self.newToken()
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

    private static func newToken() throws -> String {
        "cst_" + Hex.encode(try SecureRandom.bytes(count: 32))
    }

    /// The event comes first: a server that is cut off before the token is kept records at its next
    /// start which one counts.
    private func rotateAdminToken(_ call: Call) async throws -> CanonicalValue {
        guard let keepAdminToken else {
            throw APIError.badRequest(
                "The administrator's token is not kept in the data directory. (Change it where it "
                    + "is kept, and restart the server.)"
            )
        }
        let (text, admin) = (try Self.newToken(), authenticator.adminToken)
        let new = SecretValue(text)
        let (oldID, newID) = (admin.id, admin.id(of: new))
        _ = try await outcome(of: .token(.rotateAdmin(from: oldID, to: newID)), call)
        do {
            try admin.replace(with: new, keeping: keepAdminToken)
        } catch {
            _ = try await outcome(of: .token(.rotateAdmin(from: newID, to: oldID)), call)
            throw APIError.noPlace(
                "The new token cannot be kept, so the old one still counts: \(error)"
            )
        }
        return .object([
            "token": .object(["name": .text("admin"), "value": .text(text)])
        ])
    }

    func json(_ token: APIToken) -> CanonicalValue {
        token.json(lastUsedAt: authenticator.lastUse(of: token.name))
    }
}
