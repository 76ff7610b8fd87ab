package import APIRoutes
internal import Commands
internal import Cryptography
internal import Encodings
internal import HTTPTypes
package import Hummingbird
internal import InboundHTTP
package import LiveLog
internal import Projection
package import SyncModel

/// Who asks: whoever has the admin token, or a named one that the log knows.
package struct TokenAuthenticator: Sendable {
    /// The administrator's token.
    package let adminToken: AdminToken
    private let state: CurrentState
    private let now: @Sendable () -> Timestamp
    private let tokenUse = TokenUse()
    /// No token of the log has this name.
    private static let adminName = "admin"

    /// Knows the admin token, and the named ones of the state.
    package init(
        adminToken: AdminToken,
        state: CurrentState,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.adminToken = adminToken
        self.state = state
        self.now = now
    }

    /// Who asks, where that one may use the route.
    ///
    /// - Throws: `APIError` 401 without a known token, 403 if the caller may not use the route.
    package func authorize(_ request: Request, for route: Route) throws(APIError) -> Caller {
        guard let caller = caller(request) else { throw .unauthorized }
        try refuse(caller, route)
        return caller
    }

    /// Lets a caller of this process use a route, and notes that its token was used.
    ///
    /// - Throws: `APIError` 403 if the caller may not use the route.
    package func admit(_ caller: Caller, to route: Route) throws(APIError) {
        try refuse(caller, route)
        if caller.tokenDigest != nil, caller.name != Self.adminName {
            tokenUse.note(caller.name, at: now())
        }
    }

    /// Lets a request through unless it is about projects that its token is not for.
    ///
    /// - Throws: `APIError` 403, or 404 for a sync of another project.
    func admit(_ call: Call) throws(APIError) {
        guard let projects = call.caller.projects else { return }
        func isFor(_ syncID: String) -> Bool {
            state.read { $0.syncs[syncID.lowercased()] }
                .map { projects.contains($0.folder.projectID) } ?? false
        }
        let given = call.body["projectId"]?.string
        let isAllowed =
            switch call.route.reach {
            case .everything: false
            case .anyProject: true
            case .sync: isFor(call.parameter("syncId"))
            case .queriedProject: call.given("projectId").map(projects.contains) ?? false
            case .givenProject: given != nil
            }
        let isOfOthers =
            given.map { !projects.contains($0) } ?? false
            || call.body["syncId"]?.string.map { !isFor($0) } ?? false
        if call.route.reach == .sync, !isAllowed {
            throw APIError(CommandRefusal.unknownSync(id: call.parameter("syncId")))
        }
        if !isAllowed || isOfOthers { throw .permissionDenied(projects: projects) }
    }

    private func refuse(_ caller: Caller, _ route: Route) throws(APIError) {
        guard !caller.mayUse(route) else { return }
        if let projects = caller.projects, route.reach == .everything {
            throw .permissionDenied(projects: projects)
        }
        throw .permissionDenied(caller.role)
    }

    private func caller(_ request: Request) -> Caller? {
        let header = Array((request.headers[.authorization] ?? "").utf8)
        let blank = UInt8(ascii: " ")
        let scheme = header.prefix { $0 != blank }
        // The scheme's name is case-insensitive (RFC 9110 section 11.1).
        guard isSameWord("bearer", String(decoding: scheme, as: UTF8.self)) else { return nil }
        let given = header[scheme.endIndex...].drop { $0 == blank }
        return given.isEmpty
            ? nil : caller(token: SecretValue(String(decoding: given, as: UTF8.self)))
    }

    /// Who uses a token; nil if nobody has it.
    package func caller(token given: SecretValue) -> Caller? {
        // Digests have equal length, so the token's length does not show.
        let digest = SHA256.digest(Array(given.reveal().utf8))
        if isEqualInConstantTime(digest, adminToken.digest) {
            return Caller(name: Self.adminName, role: .admin, tokenDigest: digest)
        }
        let tokens = state.read { Array($0.tokens.values) }
        let now = now()
        guard let known = tokens.first(where: { isEqualInConstantTime($0.digest, digest) }),
            known.isValid(at: now)
        else { return nil }
        tokenUse.note(known.name, at: now)
        return Caller(
            name: known.name,
            role: known.role,
            tokenDigest: known.digest,
            projects: known.projects.map(Set.init)
        )
    }

    /// Whether the caller's token is still valid and unchanged since the request began.
    package func isValid(_ caller: Caller) -> Bool {
        guard let digest = caller.tokenDigest else { return true }
        if caller.name == Self.adminName { return digest == adminToken.digest }
        guard let token = state.read({ $0.tokens[caller.name] }) else { return false }
        return token.digest == digest && token.isValid(at: now())
    }

    /// When a named token was last used since the server started; nil if it was not.
    package func lastUse(of name: String) -> Timestamp? { tokenUse.last(of: name) }
}
