internal import Encodings
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Serves a function from requests to outcomes over HTTP.
struct SandboxServing: Sendable {
    let logger: Logger
    let respond: @Sendable (SandboxRequest) async -> SandboxOutcome

    /// The maximum size of a request body in bytes.
    static let bodyLimit = 4 * 1024 * 1024

    /// One catch-all route per method, because Hummingbird's own matching leaves `%2F` encoded.
    func router() -> Router<SandboxRequestContext> {
        let router = Router(context: SandboxRequestContext.self)
        for method in [HTTPRequest.Method.get, .post, .put, .delete, .patch] {
            router.on("**", method: method) { request, context in
                try await serve(request, context)
            }
        }
        return router
    }

    func makeApplication(
        address: String,
        port: Int,
        onRunning: @escaping @Sendable (Int) async -> Void
    ) -> Application<RouterResponder<SandboxRequestContext>> {
        Application(
            router: router(),
            configuration: ApplicationConfiguration(address: .hostname(address, port: port)),
            onServerRunning: { channel in await onRunning(channel.localAddress?.port ?? port) },
            logger: logger
        )
    }

    private func serve(
        _ request: Request,
        _ context: SandboxRequestContext
    ) async throws -> Response {
        let body = try await request.body.collect(upTo: Self.bodyLimit)
        guard let decoded = SandboxRequest(request, body: Array(body.readableBytesView)) else {
            return Response(status: .badRequest)
        }
        switch await respond(decoded) {
        case .answer(let answer):
            return Response(answer)
        case .dropped:
            await context.closeConnection()
            return Response(status: .internalServerError)
        }
    }
}

extension SandboxRequest {
    /// Decodes a request.
    ///
    /// - Returns: Nil if the path contains a broken escape.
    fileprivate init?(_ request: Request, body: [UInt8]) {
        var segments: [String] = []
        for raw in request.uri.path.split(separator: "/") {
            guard let segment = percentDecoded(raw) else { return nil }
            segments.append(segment)
        }
        var query: [String: String] = [:]
        for (name, value) in request.uri.queryParameters {
            query[String(name)] = String(value)
        }
        self.init(
            method: request.method.rawValue,
            segments: segments,
            query: query,
            bearer: request.headers[.authorization].flatMap(Self.bearer),
            account: HTTPField.Name("x-checkly-account").flatMap { request.headers[$0] },
            body: body
        )
    }

    private static func bearer(_ header: String) -> String? {
        let scheme = "bearer "
        guard header.lowercased().hasPrefix(scheme) else { return nil }
        return String(header.dropFirst(scheme.count))
    }
}

extension Response {
    fileprivate init(_ answer: SandboxAnswer) {
        var headers = HTTPFields()
        for (name, value) in answer.headers {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        self.init(
            status: HTTPResponse.Status(code: answer.status),
            headers: headers,
            body: answer.body.isEmpty
                ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body))
        )
    }
}
