internal import APIRoutes
internal import HTTPTypes
package import Hummingbird

/// Turns Hummingbird's own "not found" into the API's form.
package struct UnknownRoutes: RouterMiddleware {
    private let makeUUID: @Sendable () -> String

    /// Responses name an id that this closure makes.
    package init(makeUUID: @escaping @Sendable () -> String) {
        self.makeUUID = makeUUID
    }

    @concurrent
    /// Responds with 404 in the API's form to what no route matches.
    package func handle(
        _ request: Request,
        context: AdminContext,
        next: @concurrent (Request, AdminContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as any HTTPResponseError where error.status == .notFound {
            return APIError.notFound("Route \(request.method) \(request.uri.path) not found")
                .response(requestID: makeUUID())
        }
    }
}
