internal import APIContract
internal import APIRoutes
internal import Commands
internal import Encodings
package import EventLog
internal import HTTPTypes
internal import Hummingbird
package import Logging
internal import NIOCore
internal import SyncModel

/// Takes a request to a route's handler: the token and the body are checked before it, and every
/// failure becomes a response in the API's form.
package struct RouteResponder: Sendable {
    /// The maximum size of a request body in bytes.
    private static let bodyLimit = 1 << 20

    /// Says who asks.
    package let authenticator: TokenAuthenticator
    /// The threads that answer requests; reads of the log block them.
    package let threads: LogThreads
    let makeUUID: @Sendable () -> String
    private let logger: Logger

    /// Takes requests to handlers.
    ///
    /// - Parameters:
    ///   - authenticator: Says who asks.
    ///   - threads: The threads that answer; reads of the log block them.
    ///   - makeUUID: Makes the ids of refused requests.
    ///   - logger: Told of failures that are no refusals.
    package init(
        authenticator: TokenAuthenticator,
        threads: LogThreads,
        makeUUID: @escaping @Sendable () -> String,
        logger: Logger
    ) {
        self.authenticator = authenticator
        self.threads = threads
        self.makeUUID = makeUUID
        self.logger = logger
    }

    /// Checks the token, reads the body, and responds with what a handler returns.
    func answer(
        _ request: Request,
        _ context: AdminContext,
        route: Route,
        _ handler: @Sendable (Call) async throws -> Response
    ) async -> Response {
        await withTaskExecutorPreference(threads) {
            do {
                let caller = try authenticator.authorize(request, for: route)
                let body = try await Self.body(of: request)
                let call = try Call(request, context, for: route, by: caller, body)
                try authenticator.admit(call)
                return try await handler(call)
            } catch {
                return apiError(error).response(requestID: makeUUID())
            }
        }
    }

    /// The body, an object; one without members if there is none.
    private static func body(of request: Request) async throws -> JSONValue {
        let bytes: [UInt8]
        do {
            bytes = Array(try await request.body.collect(upTo: bodyLimit).readableBytesView)
        } catch is NIOTooManyBytesError {
            throw APIError.bodyTooLarge
        } catch {
            // The client disconnected or sent invalid HTTP.
            throw APIError.bodyIncomplete
        }
        let body = bytes.isEmpty ? JSONValue.object([]) : try JSONValue.parse(bytes)
        guard body.members != nil else {
            let kind = Optional(body).kind
            throw APIError.invalid([
                .init(code: .invalidType, path: [], message: "Expected object, received \(kind)")
            ])
        }
        return body
    }

    /// Checks the token and responds with a stream.
    func answer(
        _ request: Request,
        _ context: AdminContext,
        route: Route,
        streaming handler: @Sendable (Call, _ lastEventID: String?) async throws -> Response
    ) async -> Response {
        await withTaskExecutorPreference(threads) {
            do {
                let caller = try authenticator.authorize(request, for: route)
                let call = try Call(request, context, for: route, by: caller, .object([]))
                try authenticator.admit(call)
                return try await handler(
                    call,
                    HTTPField.Name("Last-Event-ID").flatMap { request.headers[$0] }
                )
            } catch {
                return apiError(error).response(requestID: makeUUID())
            }
        }
    }

    /// What an error is to a client; one that nobody expected is logged and not shown.
    func apiError(_ error: any Error) -> APIError {
        switch error {
        case let error as APIError: return error
        case let refusal as CommandRefusal: return APIError(refusal)
        case let error as JSONError: return .badRequest(error.description)
        case let error as EventLogError: return .unavailable(error)
        case let error as any HTTPResponseError:
            return APIError(
                status: error.status.code,
                error: "BadRequest",
                message: "\(error.status)"
            )
        default:
            logger.error("request failed", metadata: ["error": "\(error)"])
            return APIError(
                status: 500,
                error: "InternalServerError",
                message: "Something went wrong"
            )
        }
    }
}
