internal import Encodings
internal import HTTPTypes
internal import Hummingbird
internal import InboundHTTP
internal import NIOCore
internal import SyncModel

/// The routes of the API, so that what is documented and what is answered can be compared.
final class RouteTable {
    typealias Answer =
        @Sendable (Request, AdminContext) async throws -> Response

    struct Route {
        var method: HTTPRequest.Method
        /// Parts to be filled in begin with a colon.
        var path: String
        /// Whether it is answered without a token.
        var isOpen: Bool
        /// Whether it only says that this method is not for this path.
        var isRefusal: Bool
        var answer: Answer

        func add(to router: Router<AdminContext>) {
            router.on(RouterPath(path), method: method, use: answer)
        }
    }

    private static let methods: [HTTPRequest.Method] = [
        .get, .head, .post, .put, .patch, .delete, .options, .trace, .connect,
    ]

    private let api: ManagementAPI
    private(set) var routes: [Route] = []

    init(api: ManagementAPI) {
        self.api = api
    }

    /// Adds a route that asks for the token and answers JSON, or a stream to those who accept one.
    func on(
        _ method: HTTPRequest.Method,
        _ path: String,
        streaming: (@Sendable (Call, _ lastEventID: String?) async throws -> Response)? = nil,
        _ handler: @escaping @Sendable (Call) async throws -> CanonicalValue
    ) {
        respond(method, path, streaming: streaming) { Response(json: try await handler($0)) }
    }

    /// Adds a route that asks for the token and makes its response itself, or a stream for those who accept one.
    func respond(
        _ method: HTTPRequest.Method,
        _ path: String,
        streaming: (@Sendable (Call, _ lastEventID: String?) async throws -> Response)? = nil,
        _ handler: @escaping @Sendable (Call) async throws -> Response
    ) {
        let api = api
        add(method, path, isOpen: false) { request, context in
            if let streaming, Self.acceptsStream(request) {
                return await api.answer(request, context, route: path, streaming: streaming)
            }
            return await api.answer(request, context, route: path, handler)
        }
    }

    /// Bytes are compared: the text is from outside.
    private static func acceptsStream(_ request: Request) -> Bool {
        let accepted = (request.headers[.accept] ?? "").utf8
        return accepted.split(separator: UInt8(ascii: ","))
            .contains { range in
                let type = range.prefix { $0 != UInt8(ascii: ";") }.filter { $0 != 0x20 }
                return isSameWord("text/event-stream", String(decoding: type, as: UTF8.self))
            }
    }

    /// Adds a route that asks for the token and answers text.
    func text(
        _ path: String,
        type: String = "text/plain; charset=utf-8",
        _ handler: @escaping @Sendable (Call) async throws -> String
    ) {
        let api = api
        add(.get, path, isOpen: false) { request, context in
            await api.answer(
                request,
                context,
                route: path,
                streaming: { call, _ in
                    Response(
                        status: .ok,
                        headers: [.contentType: type],
                        body: .init(byteBuffer: ByteBuffer(string: try await handler(call)))
                    )
                }
            )
        }
    }

    /// Adds a route that anyone may ask.
    func open(_ path: String, _ answer: @escaping @Sendable (Request) async -> Response) {
        add(.get, path, isOpen: true) { request, _ in await answer(request) }
    }

    private func add(
        _ method: HTTPRequest.Method,
        _ path: String,
        isOpen: Bool,
        _ answer: @escaping Answer
    ) {
        routes.append(
            Route(method: method, path: path, isOpen: isOpen, isRefusal: false, answer: answer)
        )
    }

    /// The routes, and for every other method of their paths one that says 405.
    var all: [Route] {
        let api = api
        return routes
            + Dictionary(grouping: routes, by: \.path)
            .flatMap { path, known in
                let allowed = known.map(\.method)
                let allow = allowed.map(\.rawValue).joined(separator: ", ")
                return Self.methods
                    // HEAD comes with GET.
                    .filter { !(allowed + (allowed.contains(.get) ? [.head] : [])).contains($0) }
                    .map { method in
                        Route(method: method, path: path, isOpen: true, isRefusal: true) { _, _ in
                            APIError.methodNotAllowed(allow).response(requestID: api.makeUUID())
                        }
                    }
            }
    }
}

extension APIError {
    fileprivate static func methodNotAllowed(_ allow: String) -> APIError {
        APIError(
            status: .methodNotAllowed,
            error: "MethodNotAllowed",
            message: .text("Use \(allow)."),
            headers: [.allow: allow]
        )
    }
}
