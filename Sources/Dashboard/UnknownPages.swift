internal import APIRoutes
internal import Encodings
internal import HTTPTypes
internal import Hummingbird
internal import Pages

/// Turns "not found" into a page for browsers; programs get the API's form of it.
struct UnknownPages<Context: PageContext>: RouterMiddleware {
    /// The paths that programs ask for.
    private static var programs: [String] {
        ["/api/", "/healthz", "/readyz", "/metrics", "/openapi.json"]
    }

    let dashboard: Dashboard

    @concurrent
    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as any HTTPResponseError where error.status == .notFound {
            let path = request.uri.path
            let isForPrograms = Self.programs.contains(where: path.hasPrefix)
            guard request.method == .get, !isForPrograms,
                request.headers[.accept]?.contains("text/html") == true
            else { throw error }
            guard let session = dashboard.visit(request)?.session else {
                return dashboard.signIn(for: request)
            }
            return dashboard.refuse(
                .notFound("There is no page \(path.printable())"),
                request,
                session
            )
        }
    }
}
