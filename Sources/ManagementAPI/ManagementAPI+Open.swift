internal import APIContract
internal import APIRoutes
internal import APIServing
internal import Encodings
internal import EventLog
internal import HTTPTypes
internal import Hummingbird
internal import InboundHTTP
internal import LiveLog
internal import NIOCore
internal import Projection
internal import SyncModel

extension ManagementAPI {
    /// Adds the routes without a token, and the metrics, which a setting opens.
    func addOpenRoutes(to routes: RouteTable) {
        routes.open(.getHealth) { [probe] request in
            guard let nonce = HealthProbe.nonce(in: request.uri.query),
                let proof = probe.proof(of: nonce, from: .admin)
            else { return Self.ok }
            return Response(
                json: .object([
                    "status": .text("ok"), "side": .text("admin"), "proof": .text(proof),
                ])
            )
        }
        routes.open(.getReadiness) { [log, state, makeUUID] _ in
            guard let problem = log.problem else {
                return state.read { $0.hold != nil } ? Self.held : Self.ok
            }
            return APIError.unavailable(problem).response(requestID: makeUUID())
        }
        routes.open(.getDocument) { _ in Response(json: OpenAPIDocument.canonical) }
        // Metrics name sources, accounts and syncs.
        guard isMetricsOpen else {
            return routes.text(.getMetrics, type: Self.metricsType) { _ in await metricsPage() }
        }
        routes.open(.getMetrics) { [metricsPage] _ in
            Response(
                status: .ok,
                headers: [.contentType: Self.metricsType],
                body: .init(byteBuffer: ByteBuffer(string: await metricsPage()))
            )
        }
    }

    /// Ready for deliveries, which are recorded, although nothing is written to Checkly.
    private static var held: Response {
        Response(json: .object(["status": .text("ok"), "held": .bool(true)]))
    }

    private static let metricsType = "text/plain; version=0.0.4"

    private static var ok: Response { Response(json: .object(["status": .text("ok")])) }
}
