internal import APIContract
internal import Encodings
internal import EventLog
internal import HTTPTypes
internal import LiveLog
internal import Projection
internal import ReadModels
internal import SyncModel

extension ManagementAPI {
    private static let reasonLimit = 1024

    /// Adds stopping and starting all pushing at once.
    func addHoldingRoutes(to routes: RouteTable) {
        routes.on(.get, "/api/v1/hold") { _ in holdView }
        routes.on(.post, "/api/v1/hold") { call in
            var fields = BodyFields(call.body)
            let reason = fields.optionalText("reason", limit: Self.reasonLimit)
            try fields.finish()
            return try await command(call) { turn in
                try await record([PendingEvent(.pushing(.held(reason: reason)))], turn)
                return holdView
            }
        }
        routes.on(.delete, "/api/v1/hold") { call in
            try await command(call) { turn in
                if state.read({ $0.hold != nil }) {
                    try await record([PendingEvent(.pushing(.released))], turn)
                }
                return holdView
            }
        }
    }

    private var holdView: CanonicalValue {
        .record(["hold": state.read { $0.hold?.view } ?? .null])
    }

    /// Refuses a push that is asked for while nothing may be pushed.
    func refuseWhileHeld(_ sync: Sync) throws(APIError) {
        if state.read({ $0.hold != nil }) {
            throw .badRequest("All pushing is held; release it first (checkly-sync release)")
        }
        if state.read({ $0.statuses[sync.id]?.pause != nil }) {
            throw .badRequest("The sync is paused; resume it first")
        }
    }
}
