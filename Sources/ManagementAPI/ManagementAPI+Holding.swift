internal import APIContract
internal import APIRoutes
internal import APIServing
internal import Commands
internal import Encodings
internal import EventLog
internal import HTTPTypes
internal import LiveLog
internal import Projection
internal import ReadModels
internal import SyncModel

extension ManagementAPI {
    /// Adds stopping and starting all pushing at once.
    func addHoldingRoutes(to routes: RouteTable) {
        routes.on(.getHold) { _ in holdJSON }
        routes.on(.holdPushing) { call in
            let reason = try Reason.resource.read(call.body).text
            return try await perform(.pushing(.hold(reason: reason)), call)
        }
        routes.on(.releasePushing) { call in try await perform(.pushing(.release), call) }
    }

    var holdJSON: CanonicalValue {
        .object(["hold": state.read { $0.hold?.json } ?? .null])
    }
}
