internal import APIContract
internal import APIRoutes
internal import APIServing
internal import Commands
internal import Encodings
internal import EventLog
internal import LiveLog
internal import Projection
internal import ReadModels
internal import SyncModel

extension ManagementAPI {
    func addSyncRoutes(to routes: RouteTable) {
        routes.on(.listSyncOptions) { _ in
            .object([
                "secretSyncOptions": .list([
                    .object([
                        "name": .text("Checkly"), "connection": .text("checkly"),
                        "destination": .text("checkly"), "canImportSecrets": .bool(false),
                    ])
                ])
            ])
        }
        for route in [Route.listAllSyncs, .listSyncs] {
            routes.on(route) { call in
                let project = try call.query(Query.project)
                let now = state.current
                let syncs = now.syncs.values.filter { $0.folder.projectID == project }
                return .object([
                    "secretSyncs": .list(
                        syncs.sorted { $0.name < $1.name }.map { json(of: $0, in: now) }
                    )
                ])
            }
        }
        routes.on(.getSync) { call in try response(try sync(call)) }
        routes.on(.getSyncByName) { call in
            let (name, project) = (call.parameter("syncName"), try call.query(Query.project))
            let found = state.current.syncs.values.first {
                $0.name == name && $0.folder.projectID == project
            }
            guard let found else {
                throw APIError.notFound("Could not find Checkly Sync with name \"\(name)\"")
            }
            return try response(found)
        }
        routes.on(.createSync) { call in
            let new = try NewSync.resource.read(call.body)
            try await refuseMissingFolder(of: new)
            return try await perform(call) { .createSync(try creation(of: new)) }
        }
        routes.on(.planNewSync) { call in try await planDraft(call.body) }
        routes.on(.updateSync) { call in
            let id = try call.uuid("syncId")
            let new = try NewSync.resource.read(call.body, for: .change)
            return try await perform(.sync(id: id, .update(new)), call)
        }
        routes.on(.deleteSync) { call in
            let removesSecrets = try call.query(Query.removeSecrets) == "true"
            return try await perform(
                .sync(id: try call.uuid("syncId"), .delete(removesSecrets: removesSecrets)),
                call
            )
        }
        addActionRoutes(to: routes)
    }

    private func addActionRoutes(to routes: RouteTable) {
        routes.on(.pushSync) { call in
            let waits = try call.waitsForPush
            let id = try call.uuid("syncId")
            let (answer, head) = try await outcome(of: .sync(id: id, .push), call)
            if waits { await awaitPush(id, head) }
            return try json(of: answer)
        }
        routes.on(.removeSecrets) { call in
            try await act(.removeSecrets, call)
        }
        routes.on(.importSecrets) { call in
            _ = try call.uuid("syncId")
            _ = try call.query(Query.importBehavior)
            throw APIError.badRequest("Checkly does not support importing secrets.")
        }
        routes.on(.checkDestination) { call in
            checkDestination(try DestinationCheck.resource.read(call.body))
        }
    }

    /// Performs an action on the sync that a request names.
    func act(_ action: SyncAction, _ call: Call) async throws -> CanonicalValue {
        let id = try call.uuid("syncId")
        return try await perform(.sync(id: id, action), call)
    }

    private func checkDestination(_ check: DestinationCheck) -> CanonicalValue {
        let overlapping = state.current.overlapping(
            account: check.accountID,
            group: check.groupID,
            check.keySpace,
            except: check.excludedSyncID
        )
        return .object([
            "hasDuplicate": .bool(!overlapping.isEmpty),
            "duplicateProjectId": .optional(overlapping.first?.folder.projectID),
            "overlappingSyncs": .list(overlapping.map(\.overlapJSON)),
        ])
    }

    func sync(_ call: Call) throws(APIError) -> Sync {
        let id = try call.uuid("syncId")
        guard let sync = state.current.syncs[id] else { throw Self.unknownSync(id) }
        return sync
    }

    static func unknownSync(_ id: String) -> APIError {
        APIError(CommandRefusal.unknownSync(id: id))
    }

    /// The sync as it is now, or as it was if it is gone.
    func response(_ sync: Sync) throws -> CanonicalValue {
        let now = state.current
        return .object(["secretSync": json(of: now.syncs[sync.id] ?? sync, in: now)])
    }

    func json(of sync: Sync, in now: State) -> CanonicalValue {
        let options = SyncOptions.resource.canonical(sync.options)
            .adding(["autoSyncEnabled": .bool(sync.isAutoSyncEnabled)])
        return
            sync.json(in: now, activity: activity(sync.id), ids: PlaceIDs(of: sync.folder)) {
                fetches.lastFetch($0).nextTryAt
            }
            .adding(["syncOptions": options])
    }

    /// The sync to create, with what the log says of the id that its plan was made for.
    private func creation(of new: NewSync) throws(EventLogError) -> SyncCreation {
        var isUsed = false
        if let id = new.planID.flatMap(NewSync.id(ofPlan:)) {
            isUsed = try !log.reader.events(EventQuery(limit: 1, sync: id)).isEmpty
        }
        return SyncCreation(new, isPlannedIDUsed: isUsed)
    }

    /// The member of an answer that names the syncs that may write the same keys as a new one.
    func overlaps(with sync: Sync) -> CanonicalMap {
        let overlapping = state.current.overlapping(
            account: sync.destination.accountID.asAccountID,
            group: sync.destination.groupID,
            sync.keySpace,
            except: sync.id
        )
        if overlapping.isEmpty { return [:] }
        return ["overlappingSyncs": .list(overlapping.map(\.overlapJSON))]
    }
}
