internal import EventLog
internal import HTTPTypes
internal import Hummingbird
internal import LiveState
internal import NIOCore
internal import Projection
internal import SyncModel

extension ManagementAPI {
    /// Adds what is answered without a token: nothing here tells of secrets, names or settings.
    func addOpenRoutes(to routes: RouteTable) {
        routes.open("/healthz") { Self.ok }
        routes.open("/readyz") { [log, state, makeUUID] in
            guard let problem = log.problem else {
                return state.read { $0.hold != nil } ? Self.held : Self.ok
            }
            return APIError.unavailable(problem).response(requestID: makeUUID())
        }
        routes.open("/api/openapi.json") { Response(json: OpenAPIDocument.canonical) }
        routes.open("/metrics") { [metricsPage] in
            Response(
                status: .ok,
                headers: [.contentType: "text/plain; version=0.0.4"],
                body: .init(byteBuffer: ByteBuffer(string: await metricsPage()))
            )
        }
    }

    /// Ready for deliveries, which are recorded, and writing nothing to Checkly.
    private static var held: Response {
        Response(json: .record(["status": .text("ok"), "held": .bool(true)]))
    }

    private static var ok: Response { Response(json: .record(["status": .text("ok")])) }
}
