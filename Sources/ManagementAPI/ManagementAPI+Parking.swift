internal import APIContract
internal import Encodings
internal import HTTPTypes
internal import LiveLog
internal import Projection
internal import ReadModels
internal import SyncModel

extension ManagementAPI {
    private static let syncs = "/api/v1/secret-syncs/checkly"
    private static let keyLimit = 1024
    private static let reasonLimit = 1024

    /// Adds what is done about changes that cannot be carried out: seeing them, trying them again, leaving them.
    func addParkingRoutes(to routes: RouteTable) {
        routes.on(.get, Self.syncs + "/parked") { call in
            let now = state.current
            let project = call.query("projectId")
            let syncs = now.syncs.values
                .filter { project == nil || $0.folder.projectID == project }
                .sorted { ($0.name, $0.id) < ($1.name, $1.id) }
            return .record(["parked": .list(syncs.flatMap { $0.parkedViews(in: now) })])
        }
        routes.on(.get, Self.syncs + "/:syncId/parked") { call in
            let (sync, now) = (try sync(call), state.current)
            return .record([
                "parked": .list(sync.parkedViews(in: now)),
                "skipped": .list(now.skippedChanges(of: sync).map(\.view)),
            ])
        }
        routes.on(.post, Self.syncs + "/:syncId/retry") { call in
            try await command(call) { turn in try await retry(try sync(call), call.body, turn) }
        }
        routes.on(.post, Self.syncs + "/:syncId/skip") { call in
            try await command(call) { turn in try await skip(try sync(call), call.body, turn) }
        }
    }

    private func retry(
        _ sync: Sync,
        _ body: JSONValue,
        _ turn: CommandQueue.Turn
    ) async throws -> CanonicalValue {
        var fields = BodyFields(body)
        let key = fields.optionalText("key", limit: Self.keyLimit)
        try fields.finish()
        try refuseWhileHeld(sync)
        if let key { _ = try parked(key, of: sync) }
        try await record([PendingEvent(.sync(.retried(syncID: sync.id, key: key)))], turn)
        return try response(sync)
    }

    private func skip(
        _ sync: Sync,
        _ body: JSONValue,
        _ turn: CommandQueue.Turn
    ) async throws -> CanonicalValue {
        var fields = BodyFields(body)
        let key = fields.text("key", limit: Self.keyLimit)
        let reason = fields.text("reason", limit: Self.reasonLimit)
        try fields.finish()
        let change = try parked(key, of: sync)
        let skipped = SkippedChange(key: key, fingerprint: change.fingerprint, reason: reason)
        try await record([PendingEvent(.sync(.changeSkipped(syncID: sync.id, skipped)))], turn)
        return try response(sync)
    }

    private func parked(_ key: String, of sync: Sync) throws(APIError) -> ParkedChange {
        let found = state.current.parkedChanges(of: sync).first { $0.change.key == key }
        guard let found else { throw .badRequest("Nothing is parked for the key \"\(key)\"") }
        return found.change
    }
}
