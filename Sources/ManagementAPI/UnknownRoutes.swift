internal import APIRoutes
internal import HTTPTypes
internal import Hummingbird

/// Turns Hummingbird's own "not found" into the API's form.
struct UnknownRoutes: RouterMiddleware {
    let makeUUID: @Sendable () -> String

    @concurrent
    func handle(
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
