internal import APIContract
internal import APIRoutes
internal import APIServing
internal import Encodings
internal import EventLog
internal import LiveLog
internal import Projection
internal import ReadModels
internal import SyncModel

extension ManagementAPI {
    /// Adds the lists to look through.
    func addOverviewRoutes(to routes: RouteTable) {
        routes.on(.listSyncSummaries) { call in try summaries(call) }
        routes.on(.listSyncKeys) { call in try await keys(of: try sync(call), call) }
    }

    private func summaries(_ call: Call) throws -> CanonicalValue {
        var filter = SyncList.Filter()
        filter.projectID = try call.query(Query.parkedProject)
        filter.environment = try call.query(Query.syncEnvironment)
        filter.state = try call.query(Query.syncState).flatMap(SyncState.init)
        filter.source = try call.query(Query.source)
        filter.connectionID = try call.query(Query.connection)?.lowercased()
        filter.accountID = try call.query(Query.account)
        filter.text = try call.query(Query.text)
        filter.visibleProjects = call.caller.projects
        let now = state.current
        let list = SyncList(
            of: now,
            filter,
            by: try call.query(Query.sort).flatMap(SyncList.Order.init) ?? .name,
            isDescending: try call.query(Query.order) == "desc",
            condition: conditions.condition(in: now),
            waits: conditions.waits(in: now)
        )
        let page = try call.page(of: list.entries)
        let own = conditions.ownWrites(of: page.map(\.sync), in: now)
        return .object([
            "syncs": .list(
                try page.map { try summary($0, own: own[$0.sync.id] ?? [:], in: now) }
            ),
            "matching": .integer(Int64(list.entries.count)),
            "total": .integer(Int64(list.total)),
            "facets": list.facets.json(connectionNames: now.connections.mapValues(\.name)),
        ])
    }

    private func summary(
        _ entry: SyncList.Entry,
        own: [String: Ledger.Entry],
        in now: State
    ) throws -> CanonicalValue {
        let (sync, status) = (entry.sync, now.statuses[entry.sync.id])
        // Only the past knows what a pinned sync desires.
        let isPinned = status?.pinnedTo != nil
        let matrix = KeyMatrix(of: sync, in: now, desired: now.desired(for: sync), own: own)
        let waiting = try entry.waitsSince.flatMap { try log.reader.event(at: $0) }
        return json(of: sync, in: now)
            .adding([
                "keys": isPinned ? .null : matrix.countsJSON,
                "waitingSince": .optional(waiting?.recordedAt.rfc3339) ?? .null,
                "driftDetectedAt": .optional(status?.driftDetectedAt?.rfc3339) ?? .null,
                "formerDestinations": .list(
                    (status?.formerDestinations ?? []).map(\.destination.canonical)
                ),
            ])
    }

    private func keys(of sync: Sync, _ call: Call) async throws -> CanonicalValue {
        let wanted = try call.query(Query.keyState).flatMap(KeyState.init)
        let text = SoughtText(try call.query(Query.text) ?? "")
        let now = state.current
        let then = try await state(of: sync.id, asOf: now.statuses[sync.id]?.pinnedTo, call)
        let matrix = KeyMatrix(
            of: sync,
            in: now,
            desired: then.desired(for: sync),
            own: conditions.ownWrites(of: [sync], in: now)[sync.id] ?? [:]
        )
        let matching = matrix.rows.filter { row in
            (wanted == nil || row.state == wanted)
                && (text.isEmpty || text.stands(in: row.key)
                    || row.desired.map { text.stands(in: $0.sourceKey) } == true)
        }
        let shown = try call.page(of: matching)
        // One delivery may be the cause of hundreds of rows.
        var events: [Position: RecordedEvent] = [:]
        for cause in Set(shown.compactMap(\.cause)) {
            events[cause] = try log.reader.event(at: cause)
        }
        return .object([
            "keys": .list(
                shown.map { row in
                    row.json(of: sync, in: now, cause: row.cause.flatMap { events[$0] })
                }
            ),
            "matching": .integer(Int64(matching.count)),
            "counts": matrix.countsJSON,
        ])
    }
}
