internal import APIContract
package import APIRoutes
package import Encodings
package import HTTPTypes
package import Hummingbird
internal import InboundHTTP
internal import NIOCore
internal import SyncModel

/// The handlers of the contract's routes.
package final class RouteTable {
    /// Responds to a request over HTTP.
    package typealias Answer =
        @Sendable (Request, AdminContext) async throws -> Response

    /// A route, and what answers it.
    package struct Handler {
        /// The route.
        package let route: Route
        /// What answers the route over HTTP.
        package let answer: Answer
        /// What answers the route in process; nil for what is no JSON.
        var content: (@Sendable (Call) async throws -> JSONContent)?
        /// What answers the route in process with text; nil for what is none.
        var text: (@Sendable (Call) async throws -> TextContent)?
    }

    /// The content of a response: a value, or the text of one that was made where it was read.
    package enum JSONContent {
        case value(CanonicalValue)
        case text(String)
    }

    private static let methods: [HTTPRequest.Method] = [
        .get, .head, .post, .put, .patch, .delete, .options, .trace, .connect,
    ]

    private let responder: RouteResponder
    /// In the order in which they were added.
    package private(set) var handlers: [Handler] = []

    /// A table without routes.
    package init(_ responder: RouteResponder) {
        self.responder = responder
    }

    /// Answers a route with JSON, or with a stream for clients that accept one.
    package func on(
        _ route: Route,
        streaming: (@Sendable (Call, _ lastEventID: String?) async throws -> Response)? = nil,
        _ handler: @escaping @Sendable (Call) async throws -> CanonicalValue
    ) {
        respond(route, streaming: streaming) { .value(try await handler($0)) }
    }

    /// Answers a route with the text of JSON, or with a stream for clients that accept one.
    package func onText(
        _ route: Route,
        streaming: (@Sendable (Call, _ lastEventID: String?) async throws -> Response)? = nil,
        _ handler: @escaping @Sendable (Call) async throws -> String
    ) {
        respond(route, streaming: streaming) { .text(try await handler($0)) }
    }

    private func respond(
        _ route: Route,
        streaming: (@Sendable (Call, _ lastEventID: String?) async throws -> Response)?,
        _ handler: @escaping @Sendable (Call) async throws -> JSONContent
    ) {
        let responder = responder
        add(guarded: route, content: handler) { request, context in
            if let streaming, Self.acceptsStream(request) {
                return await responder.answer(request, context, route: route, streaming: streaming)
            }
            return await responder.answer(request, context, route: route) { call in
                switch try await handler(call) {
                case .value(let value): Response(json: value)
                case .text(let text): Response(jsonText: text)
                }
            }
        }
    }

    /// Compares bytes, because the text comes from outside.
    private static func acceptsStream(_ request: Request) -> Bool {
        let accepted = (request.headers[.accept] ?? "").utf8
        return accepted.split(separator: UInt8(ascii: ","))
            .contains { range in
                let type = range.prefix { $0 != UInt8(ascii: ";") }.filter { $0 != 0x20 }
                return isSameWord("text/event-stream", String(decoding: type, as: UTF8.self))
            }
    }

    /// Answers a route with text.
    package func text(
        _ route: Route,
        type: String = "text/plain; charset=utf-8",
        _ handler: @escaping @Sendable (Call) async throws -> String
    ) {
        let responder = responder
        let text = { @Sendable (call: Call) in
            let text = try await handler(call)
            return TextContent(type: type) { take in try await take(text) }
        }
        add(guarded: route, text: text) { request, context in
            await responder.answer(
                request,
                context,
                route: route,
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

    /// Answers a route with text that is made while it is sent.
    package func streamed(
        _ route: Route,
        _ handler: @escaping @Sendable (Call) async throws -> TextContent
    ) {
        let responder = responder
        add(guarded: route, text: handler) { request, context in
            await responder.answer(
                request,
                context,
                route: route,
                streaming: { call, _ in try await handler(call).response }
            )
        }
    }

    /// Answers a route for everybody, whatever token they send.
    package func open(_ route: Route, _ answer: @escaping @Sendable (Request) async -> Response) {
        assert(route.isOpen, "\(route.id) needs a token, which this handler does not look at")
        handlers.append(Handler(route: route) { request, _ in await answer(request) })
    }

    private func add(
        guarded route: Route,
        content: (@Sendable (Call) async throws -> JSONContent)? = nil,
        text: (@Sendable (Call) async throws -> TextContent)? = nil,
        _ answer: @escaping Answer
    ) {
        assert(!route.isOpen, "\(route.id) is documented as open, and this handler wants a token")
        handlers.append(Handler(route: route, answer: answer, content: content, text: text))
    }

    /// Registers every handler, and responses with status 405 for the other methods of its path.
    package func add(to router: Router<AdminContext>) {
        for handler in handlers {
            let path = RouterPath(handler.route.path)
            router.on(path, method: handler.route.method.http, use: handler.answer)
        }
        for (path, known) in Dictionary(grouping: handlers, by: \.route.path) {
            refuseMethods(except: known.map(\.route.method.http), at: path, of: router)
        }
    }

    private func refuseMethods(
        except allowed: [HTTPRequest.Method],
        at path: String,
        of router: Router<AdminContext>
    ) {
        let makeUUID = responder.makeUUID
        let allow = allowed.map(\.rawValue).joined(separator: ", ")
        // HEAD is allowed wherever GET is.
        let answered = allowed + (allowed.contains(.get) ? [.head] : [])
        for method in Self.methods where !answered.contains(method) {
            router.on(RouterPath(path), method: method) { _, _ in
                APIError.methodNotAllowed(allow).response(requestID: makeUUID())
            }
        }
    }
}

extension Route.Method {
    /// The method as the library names it.
    package var http: HTTPRequest.Method {
        switch self {
        case .get: .get
        case .post: .post
        case .patch: .patch
        case .delete: .delete
        }
    }
}
