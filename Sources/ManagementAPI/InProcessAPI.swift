package import APIRoutes
package import Encodings
internal import EventLog
package import SyncModel

/// The admin API for surfaces of this process: same checks, same events, same words.
package struct InProcessAPI: Sendable {
    private let api: ManagementAPI
    /// By the route's id.
    private let contents: [String: @Sendable (Call) async throws -> RouteTable.JSONContent]

    init(_ api: ManagementAPI) {
        self.api = api
        var contents: [String: @Sendable (Call) async throws -> RouteTable.JSONContent] = [:]
        for handler in api.routes().handlers { contents[handler.route.id] = handler.content }
        self.contents = contents
    }

    /// Performs a request.
    ///
    /// - Parameters:
    ///   - request: For a route that answers with JSON and needs a token.
    ///   - caller: Who asks; the events name it.
    /// - Returns: The content of the response.
    /// - Throws: `APIError` as over HTTP.
    package func perform(
        _ request: APIRequest,
        as caller: Caller
    ) async throws(APIError) -> JSONValue {
        guard let content = contents[request.route.id] else {
            throw .notFound("\(request.route.id) does not answer with JSON")
        }
        do {
            return try await withTaskExecutorPreference(api.threads) {
                try api.refuse(caller, request.route)
                if caller.tokenDigest != nil { api.tokenUse.note(caller.name, at: api.now()) }
                switch try await content(try Call(request, by: caller)) {
                case .value(let value): return value.jsonValue
                case .text(let text): return try JSONValue.parse(Array(text.utf8))
                }
            }
        } catch {
            throw api.apiError(error)
        }
    }

    /// Where requests are performed: threads that a read of the log may block.
    package var executor: any TaskExecutor { api.threads }

    /// Who uses a token; nil if nobody has it.
    package func caller(token: SecretValue) -> Caller? { api.caller(token: token) }

    /// Whether the caller's token is still valid and unchanged since it was checked.
    package func isValid(_ caller: Caller) -> Bool { api.isValid(caller) }
}

extension ManagementAPI {
    /// The routes that answer with JSON, without HTTP.
    package var inProcess: InProcessAPI { InProcessAPI(self) }
}
