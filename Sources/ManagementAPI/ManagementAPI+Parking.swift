internal import APIContract
internal import APIRoutes
internal import APIServing
internal import Commands
internal import Encodings
internal import LiveLog
internal import Projection
internal import ReadModels
internal import SyncModel

extension ManagementAPI {
    /// Adds what is done about changes that cannot be carried out: seeing them, trying them again,
    /// leaving them.
    func addParkingRoutes(to routes: RouteTable) {
        routes.on(.listParked) { call in
            let now = state.current
            let project = try call.query(Query.parkedProject)
            let syncs = now.syncs.values
                .filter { project == nil || $0.folder.projectID == project }
                .sorted { ($0.name, $0.id) < ($1.name, $1.id) }
            return .object(["parked": .list(syncs.flatMap { $0.parkedViews(in: now) })])
        }
        routes.on(.listParkedOfSync) { call in
            let (sync, now) = (try sync(call), state.current)
            return .object([
                "parked": .list(sync.parkedViews(in: now)),
                "skipped": .list(now.skippedChanges(of: sync).map(\.json)),
            ])
        }
        routes.on(.retryParked) { call in
            _ = try sync(call)
            let key = try Retry.resource.read(call.body).key
            return try await act(.retry(key: key), call)
        }
        routes.on(.skipParked) { call in
            _ = try sync(call)
            let skip = try Skip.resource.read(call.body)
            return try await act(.skip(key: skip.key, reason: skip.reason), call)
        }
    }
}
