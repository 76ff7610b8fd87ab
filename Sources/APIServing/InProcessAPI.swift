package import APIRoutes
package import Encodings
internal import EventLog
package import SyncModel

/// The admin API for surfaces of this process: same checks, same events, same words.
///
/// A request may block on a read of the log, so it is performed within a task that prefers one of
/// the executors below.
package struct InProcessAPI: Sendable {
    private let responder: RouteResponder
    /// By the route's id.
    private let contents: [String: @Sendable (Call) async throws -> RouteTable.JSONContent]
    private let texts: [String: @Sendable (Call) async throws -> TextContent]

    /// Performs requests with the handlers of a table.
    package init(_ routes: RouteTable, _ responder: RouteResponder) {
        self.responder = responder
        var contents: [String: @Sendable (Call) async throws -> RouteTable.JSONContent] = [:]
        var texts: [String: @Sendable (Call) async throws -> TextContent] = [:]
        for handler in routes.handlers {
            contents[handler.route.id] = handler.content
            texts[handler.route.id] = handler.text
        }
        self.contents = contents
        self.texts = texts
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
        return try await performing(request, caller) { call in
            switch try await content(call) {
            case .value(let value): return value.jsonValue
            case .text(let text): return try JSONValue.parse(Array(text.utf8))
            }
        }
    }

    /// Performs a request whose answer is a text.
    ///
    /// - Parameters:
    ///   - request: For a route that answers with text and needs a token.
    ///   - caller: Who asks.
    /// - Returns: The text, which is made when it is written.
    /// - Throws: `APIError` as over HTTP.
    package func text(
        _ request: APIRequest,
        as caller: Caller
    ) async throws(APIError) -> TextContent {
        guard let text = texts[request.route.id] else {
            throw .notFound("\(request.route.id) does not answer with text")
        }
        return try await performing(request, caller) { try await text($0) }
    }

    /// What a handler gives to a caller who may ask it.
    private func performing<Content: Sendable>(
        _ request: APIRequest,
        _ caller: Caller,
        _ handler: @Sendable (Call) async throws -> Content
    ) async throws(APIError) -> Content {
        do {
            try responder.authenticator.admit(caller, to: request.route)
            let call = try Call(request, by: caller)
            try responder.authenticator.admit(call)
            return try await handler(call)
        } catch {
            throw responder.apiError(error)
        }
    }

    /// Threads that a read of the log may block.
    package var executor: any TaskExecutor { responder.threads }

    /// A thread that gives way to every other, for what nobody waits for.
    package let background: any TaskExecutor = BackgroundThread(givesWay: true)

    /// Who uses a token for everything; nil if nobody has it, or if it is for certain projects, as
    /// no page is.
    package func caller(token: SecretValue) -> Caller? {
        let caller = responder.authenticator.caller(token: token)
        return caller?.projects == nil ? caller : nil
    }

    /// Whether the caller's token is still valid and unchanged since it was checked.
    package func isValid(_ caller: Caller) -> Bool { responder.authenticator.isValid(caller) }
}
