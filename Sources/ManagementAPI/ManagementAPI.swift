internal import Cryptography
package import EventLog
package import HTTPTypes
package import Hummingbird
package import LiveState
package import Logging
internal import NIOCore
package import Projection
package import Reconciliation
package import SecretSealing
package import SyncModel

/// What the API asks Checkly: whether a key is good, and what there is to choose from.
package protocol ChecklyDirectory: Sendable {
    /// The accounts an API key can see, as id, name and runtime.
    func accounts(
        apiKey: SecretValue
    ) async throws -> [(id: String, name: String, runtimeID: String?)]

    /// The check groups of an account, as id and name.
    func groups(apiKey: SecretValue, account: String) async throws -> [(id: String, name: String)]
}

/// The administrative side: Hanzo KMS's API for connections and syncs, and the log's own.
///
/// Commands become events: each is decided against the state, one after the other, before anything is appended.
package struct ManagementAPI: Sendable {
    /// The largest request body, in bytes.
    private static let bodyLimit = 1 << 20

    let log: EventLog
    let state: LiveState
    /// What the state was at earlier positions.
    let history: StateHistory
    let sealer: SecretSealer
    let token: SecretValue
    let checkly: any ChecklyDirectory
    let now: @Sendable () -> Timestamp
    let makeUUID: @Sendable () -> String
    let stateHash: @Sendable (State) -> String
    let awaitPush: @Sendable (_ syncID: String, _ position: Position) async -> Void
    let makePlan: MakePlan
    let reading: ReadingDesk
    let metricsPage: @Sendable () async -> String
    let logger: Logger
    let desk = CommandDesk()
    let tokenUse = TokenUse()
    /// What tells the master key from others.
    let masterKeyID: String

    /// Plans a push of a sync from what Checkly holds now, with what to ask for to have it carried out.
    ///
    /// It throws `PushProblem` where no plan can be made.
    package typealias MakePlan =
        @Sendable (_ syncID: String, _ asOf: Position?) async throws -> (PlannedPush, id: String)?

    package init(
        log: EventLog,
        state: LiveState,
        sealer: SecretSealer,
        token: SecretValue,
        checkly: any ChecklyDirectory,
        now: @escaping @Sendable () -> Timestamp,
        makeUUID: @escaping @Sendable () -> String,
        stateHash: @escaping @Sendable (State) -> String,
        awaitPush: @escaping @Sendable (_ syncID: String, _ position: Position) async -> Void,
        makePlan: @escaping MakePlan,
        reading: ReadingDesk = .none,
        masterKeyID: String = "",
        metricsPage: @escaping @Sendable () async -> String,
        logger: Logger
    ) {
        self.log = log
        self.state = state
        history = StateHistory(reader: log.reader)
        self.sealer = sealer
        self.token = token
        self.checkly = checkly
        self.now = now
        self.makeUUID = makeUUID
        self.stateHash = stateHash
        self.awaitPush = awaitPush
        self.makePlan = makePlan
        self.reading = reading
        self.masterKeyID = masterKeyID
        self.metricsPage = metricsPage
        self.logger = logger
    }

    /// A router with every route of the administrative side.
    package func router() -> Router<BasicRequestContext> {
        makeRouter().router
    }

    /// Every route that asks for a token.
    package var routes: [(method: HTTPRequest.Method, path: String)] {
        makeRouter().table.routes
    }

    private func makeRouter() -> (router: Router<BasicRequestContext>, table: RouteTable) {
        let router = Router(context: BasicRequestContext.self)
        router.add(middleware: UnknownRoutes(makeUUID: makeUUID))
        for path in ["/healthz", "/readyz"] as [RouterPath] {
            router.get(path) { _, _ in Response(json: .record(["status": .text("ok")])) }
        }
        router.get("/metrics") { [metricsPage] _, _ in
            Response(
                status: .ok,
                headers: [.contentType: "text/plain; version=0.0.4"],
                body: .init(byteBuffer: ByteBuffer(string: await metricsPage()))
            )
        }
        let api = RouteTable(api: self, router: router)
        addSourceRoutes(to: api)
        addConnectionRoutes(to: api)
        addSyncRoutes(to: api)
        addPlanRoutes(to: api)
        addLogRoutes(to: api)
        addKeyRoutes(to: api)
        addTokenRoutes(to: api)
        api.refuseOtherMethods()
        return (router, api)
    }

    /// Checks the token, reads the body, and puts every failure in the API's form.
    func answer(
        _ request: Request,
        _ context: BasicRequestContext,
        route: String,
        _ handler: @Sendable (Call) async throws -> CanonicalValue
    ) async -> Response {
        do {
            let caller = try authorize(request, for: route)
            let buffer = try await request.body.collect(upTo: Self.bodyLimit)
            let bytes = Array(buffer.readableBytesView)
            let body = bytes.isEmpty ? JSONValue.object([]) : try JSONValue.parse(bytes)
            guard body.members != nil else {
                throw APIError.invalid("body", message: "Expected object")
            }
            return Response(
                json: try await Caller.$current.withValue(caller) {
                    try await handler(Call(request, context, body))
                }
            )
        } catch {
            return apiError(error).response(requestID: makeUUID())
        }
    }

    /// Checks the token, and answers with a stream.
    func answer(
        _ request: Request,
        _ context: BasicRequestContext,
        route: String,
        streaming handler: @Sendable (Call, _ lastEventID: String?) async throws -> Response
    ) async -> Response {
        do {
            _ = try authorize(request, for: route)
            return try await handler(
                Call(request, context, .object([])),
                HTTPField.Name("Last-Event-ID").flatMap { request.headers[$0] }
            )
        } catch {
            return apiError(error).response(requestID: makeUUID())
        }
    }

    /// Who asks, where that one may use the route.
    private func authorize(_ request: Request, for route: String) throws(APIError) -> Caller {
        guard let caller = caller(request) else { throw .unauthorized }
        guard caller.may(request.method.rawValue, route) else {
            throw .permissionDenied(caller.role)
        }
        return caller
    }

    private func caller(_ request: Request) -> Caller? {
        let given = request.headers[.authorization] ?? ""
        // Digests have one length, so the token's own does not show.
        let digest = SHA256.digest(Array(given.utf8))
        let expected = SHA256.digest(Array("Bearer \(token.reveal())".utf8))
        if isEqualInConstantTime(digest, expected) { return Caller(name: "admin", role: .admin) }
        guard given.hasPrefix("Bearer ") else { return nil }
        let named = SHA256.digest(Array(given.dropFirst("Bearer ".count).utf8))
        let tokens = state.read { Array($0.tokens.values) }
        guard let known = tokens.first(where: { isEqualInConstantTime($0.digest, named) }) else {
            return nil
        }
        tokenUse.note(known.name, at: now())
        return Caller(name: known.name, role: known.role)
    }

    private func apiError(_ error: any Error) -> APIError {
        switch error {
        case let error as APIError: return error
        case let error as JSONError: return .badRequest(error.description)
        case let error as EventLogError: return .unavailable(error)
        case let error as any HTTPResponseError:
            return APIError(
                status: error.status,
                error: "BadRequest",
                message: .text("\(error.status)")
            )
        default:
            logger.error("request failed", metadata: ["error": "\(error)"])
            return APIError(
                status: .internalServerError,
                error: "InternalServerError",
                message: .text("Something went wrong")
            )
        }
    }
}

/// One authorized request.
struct Call: Sendable {
    let body: JSONValue
    private let parameters: Parameters
    private let query: [String: String]

    init(_ request: Request, _ context: BasicRequestContext, _ body: JSONValue) {
        self.body = body
        parameters = context.parameters
        query = Dictionary(
            request.uri.queryParameters.map { (String($0.key), String($0.value)) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    func parameter(_ name: String) -> String {
        parameters.get(name) ?? ""
    }

    func query(_ name: String) -> String? {
        query[name]
    }
}

/// Lets commands decide and append one after the other, so no two decide on the same state.
actor CommandDesk {
    private var last: Task<Void, Never>?

    func perform<R: Sendable>(
        _ command: @escaping @Sendable () async throws -> R
    ) async throws -> R {
        let previous = last
        let task = Task {
            await previous?.value
            return try await command()
        }
        last = Task { _ = await task.result }
        return try await task.value
    }
}

/// Adds routes and remembers them, so that other methods on a known path are answered 405.
final class RouteTable {
    private let api: ManagementAPI
    private let router: Router<BasicRequestContext>
    private var methods: [String: [HTTPRequest.Method]] = [:]

    init(api: ManagementAPI, router: Router<BasicRequestContext>) {
        self.api = api
        self.router = router
    }

    func on(
        _ method: HTTPRequest.Method,
        _ path: String,
        streaming: (@Sendable (Call, _ lastEventID: String?) async throws -> Response)? = nil,
        _ handler: @escaping @Sendable (Call) async throws -> CanonicalValue
    ) {
        methods[path, default: []].append(method)
        let api = api
        router.on(RouterPath(path), method: method) { request, context in
            if let streaming, request.headers[.accept]?.contains("text/event-stream") == true {
                return await api.answer(request, context, route: path, streaming: streaming)
            }
            return await api.answer(request, context, route: path, handler)
        }
    }

    var routes: [(method: HTTPRequest.Method, path: String)] {
        methods.sorted { $0.key < $1.key }
            .flatMap { path, methods in methods.map { (method: $0, path: path) } }
    }

    func refuseOtherMethods() {
        let api = api
        for (path, allowed) in methods {
            let allow = allowed.map(\.rawValue).joined(separator: ", ")
            for method in [HTTPRequest.Method.get, .post, .put, .patch, .delete]
            where !allowed.contains(method) {
                router.on(RouterPath(path), method: method) { _, _ in
                    APIError(
                        status: .methodNotAllowed,
                        error: "MethodNotAllowed",
                        message: .text("Use \(allow)."),
                        headers: [.allow: allow]
                    )
                    .response(requestID: api.makeUUID())
                }
            }
        }
    }
}
