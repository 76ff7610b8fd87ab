internal import APIContract
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
            .record([
                "secretSyncOptions": .list([
                    .record([
                        "name": .text("Checkly"), "connection": .text("checkly"),
                        "destination": .text("checkly"), "canImportSecrets": .bool(false),
                    ])
                ])
            ])
        }
        for route in [Route.listAllSyncs, .listSyncs] {
            routes.on(route) { call in
                let project = try project(of: call)
                let now = state.current
                let syncs = now.syncs.values.filter { $0.folder.projectID == project }
                return .record([
                    "secretSyncs": .list(
                        syncs.sorted { $0.name < $1.name }.map { view(of: $0, in: now) }
                    )
                ])
            }
        }
        routes.on(.getSync) { call in try response(try sync(call)) }
        routes.on(.getSyncByName) { call in
            let (name, project) = (call.parameter("syncName"), try project(of: call))
            let found = state.current.syncs.values.first {
                $0.name == name && $0.folder.projectID == project
            }
            guard let found else {
                throw APIError.notFound("Could not find Checkly Sync with name \"\(name)\"")
            }
            return try response(found)
        }
        routes.on(.createSync) { call in
            try await refuseMissingFolder(call.body)
            return try await command(call) { turn in try await createSync(call.body, turn) }
        }
        routes.on(.planNewSync) { call in try await planDraft(call.body) }
        routes.on(.updateSync) { call in
            let id = try call.uuid("syncId")
            let new = try NewSync(call.body, isComplete: false)
            return try await command(call) { turn in try await updateSync(id, new, turn) }
        }
        routes.on(.deleteSync) { call in
            let removesSecrets = try removesSecrets(call)
            return try await command(call) { turn in
                try await deleteSync(try sync(call), removesSecrets: removesSecrets, turn)
            }
        }
        addActionRoutes(to: routes)
    }

    private func addActionRoutes(to routes: RouteTable) {
        routes.on(.pushSync) { call in
            let waits = try call.waitsForPush
            let outcome = try await act(.push, call)
            if waits { await awaitPush(try call.uuid("syncId"), outcome.head) }
            return try view(of: outcome.answer)
        }
        routes.on(.removeSecrets) { call in
            try view(of: try await act(.removeSecrets, call).answer)
        }
        routes.on(.importSecrets) { call in
            _ = try call.uuid("syncId")
            var query = call.queryFields
            if query.value("importBehavior") == nil {
                query.refuseMissing("importBehavior", expected: "string")
            }
            _ = query.word("importBehavior", as: ImportBehavior.self)
            try query.finish()
            throw APIError.badRequest("Checkly does not support importing secrets.")
        }
        routes.on(.checkDestination) { call in try checkDestination(call.body) }
    }

    /// Does something with the sync that a request names.
    func act(_ action: SyncAction, _ call: Call) async throws -> CommandQueue.Outcome {
        try await outcome(of: .sync(id: try call.uuid("syncId"), action), call)
    }

    private func checkDestination(_ body: JSONValue) throws(APIError) -> CanonicalValue {
        var fields = BodyFields(body)
        _ = fields.text("projectId", limit: 255, missing: "Project ID required")
        _ = fields.optionalUUID("connectionId")
        let excluded = fields.optionalUUID("excludeSyncId")
        try fields.finish()
        let wanted = body["destinationConfig"]
        let overlapping = state.current.overlapping(
            account: wanted?["accountId"]?.string?.trimmed.asAccountID,
            // No group is what an empty id says.
            group: (wanted?["groupId"]?.string?.trimmed).flatMap { $0.isEmpty ? nil : $0 },
            KeySpace(
                schema: body["syncOptions"]?["keySchema"]?.string.flatMap(KeySchema.init),
                environment: body["environment"]?.string ?? ""
            ),
            except: excluded
        )
        return .record([
            "hasDuplicate": .bool(!overlapping.isEmpty),
            "duplicateProjectId": .optional(overlapping.first?.folder.projectID),
            "overlappingSyncs": .list(overlapping.map(\.overlapView)),
        ])
    }

    private func project(of call: Call) throws(APIError) -> String {
        var query = call.queryFields
        let project = query.text("projectId", limit: 255, missing: "Project ID required")
        try query.finish()
        return project
    }

    func sync(_ call: Call) throws(APIError) -> Sync {
        let id = try call.uuid("syncId")
        guard let sync = state.current.syncs[id] else { throw Self.unknownSync(id) }
        return sync
    }

    static func unknownSync(_ id: String) -> APIError {
        .notFound("Could not find Checkly Sync with ID \"\(id)\"")
    }

    /// The sync as it stands now, or as it was when it is gone.
    func response(_ sync: Sync) throws -> CanonicalValue {
        let now = state.current
        return .record(["secretSync": view(of: now.syncs[sync.id] ?? sync, in: now)])
    }

    func view(of sync: Sync, in now: State) -> CanonicalValue {
        let options = SyncOptions.resource.canonical(sync.options)
            .adding(["autoSyncEnabled": .bool(sync.isAutoSyncEnabled)])
        return
            sync.view(in: now, activity: activity(sync.id), ids: PlaceIDs(of: sync.folder)) {
                reading.lastRead($0).nextTryAt
            }
            .adding(["syncOptions": options])
    }

    private func createSync(
        _ body: JSONValue,
        _ turn: CommandQueue.Turn
    ) async throws -> CanonicalValue {
        let new = try NewSync(body, isComplete: true)
        let id = try new.planID.map(unusedID) ?? makeUUID()
        let sync = try draft(new, id: id)
        try check(sync)
        var events = [EventBody.sync(.created(sync))]
        // In one append, so that nothing is pushed in between.
        if let pause = new.pause {
            events.append(.sync(.paused(syncID: id, reason: pause.reason)))
        }
        if new.consent != nil || new.planID != nil {
            events.append(.sync(.consentRequired(syncID: id)))
        }
        if let planID = new.planID {
            events.append(.sync(.planApproved(syncID: id, planID: planID)))
        }
        try await record(events.map { PendingEvent($0) }, turn)
        let overlapping = state.current.overlapping(
            account: sync.destination.accountID.asAccountID,
            group: sync.destination.groupID,
            sync.keySpace,
            except: sync.id
        )
        return try response(sync)
            .adding(
                overlapping.isEmpty
                    ? [:] : ["overlappingSyncs": .list(overlapping.map(\.overlapView))]
            )
    }

    /// The id that the plan of a draft was made for; one that was ever used is not taken again.
    private func unusedID(of planID: String) throws -> String {
        let id = planID.prefix(36).lowercased()
        let isUsed =
            try state.read { $0.syncs[id] != nil }
            || !log.reader.events(EventQuery(limit: 1, sync: id)).isEmpty
        guard id.isUUID, planID.dropFirst(36).first == "-", !isUsed else {
            throw APIError.invalid(
                "planId",
                message: "Expected the id of a plan made for this sync before it is there"
            )
        }
        return id
    }

    /// The sync that a request describes.
    func draft(_ new: NewSync, id: String) throws(APIError) -> Sync {
        guard let name = new.name, let project = new.projectID,
            let connectionID = new.connectionID, let environment = new.environment,
            let path = new.secretPath, let options = new.options,
            let destination = new.destination
        else { throw APIError.invalid("body", message: "Required") }
        let time = now()
        return Sync(
            id: id,
            name: name,
            description: new.description ?? nil,
            folder: FolderPath(projectID: project, environment: environment, secretPath: path),
            sourceName: new.sourceName ?? nil,
            connectionID: connectionID,
            destination: destination,
            options: options,
            isAutoSyncEnabled: new.isAutoSyncEnabled ?? true,
            createdAt: time,
            updatedAt: time
        )
    }

    private func updateSync(
        _ id: String,
        _ new: NewSync,
        _ turn: CommandQueue.Turn
    ) async throws -> CanonicalValue {
        guard let sync = state.current.syncs[id] else {
            // Hanzo KMS puts no quotes round the id here.
            throw APIError.notFound("Could not find Checkly Sync with ID \(id)")
        }
        var updated = sync
        updated.name = new.name ?? sync.name
        if let description = new.description { updated.description = description }
        updated.connectionID = new.connectionID ?? sync.connectionID
        updated.folder = FolderPath(
            projectID: sync.folder.projectID,
            environment: new.environment ?? sync.folder.environment,
            secretPath: new.secretPath ?? sync.folder.secretPath
        )
        if let sourceName = new.sourceName { updated.sourceName = sourceName }
        updated.options = new.options ?? sync.options
        updated.destination = new.destination ?? sync.destination
        // What an earlier version recorded in capitals is the same place, which the sync does not leave.
        if updated.destination.accountID == sync.destination.accountID.asAccountID {
            updated.destination.accountID = sync.destination.accountID
        }
        updated.isAutoSyncEnabled = new.isAutoSyncEnabled ?? sync.isAutoSyncEnabled
        updated.updatedAt = now()
        try check(updated)
        let consent: [EventBody] = new.consent != nil ? [.sync(.consentRequired(syncID: id))] : []
        try await record(([.sync(.updated(updated))] + consent).map { PendingEvent($0) }, turn)
        return try response(updated)
    }

    /// Refuses what must not get into the log: an unknown connection or source, a name that is taken.
    func check(_ sync: Sync) throws(APIError) {
        let now = state.current
        guard now.connections[sync.connectionID] != nil else {
            throw .notFound("Could not find App Connection with ID \(sync.connectionID)")
        }
        if let source = sync.sourceName, now.sources[source] == nil {
            throw .notFound("Could not find webhook source with name \"\(source)\"")
        }
        let isTaken = now.syncs.values.contains {
            $0.id != sync.id && $0.name == sync.name
                && $0.folder.projectID == sync.folder.projectID
        }
        if isTaken {
            throw .badRequest(
                "A Secret Sync with the name \"\(sync.name)\" already exists for the project "
                    + "with ID \"\(sync.folder.projectID)\""
            )
        }
    }

    private func removesSecrets(_ call: Call) throws(APIError) -> Bool {
        var query = call.queryFields
        let word: Truth? = query.word("removeSecrets")
        try query.finish()
        return word == .true
    }

    private func deleteSync(
        _ sync: Sync,
        removesSecrets: Bool,
        _ turn: CommandQueue.Turn
    ) async throws -> CanonicalValue {
        let event: EventBody =
            removesSecrets
            ? .sync(.removalRequested(syncID: sync.id, deletesSync: true))
            : .sync(.deleted(id: sync.id))
        try await record([PendingEvent(event)], turn)
        return try response(sync)
    }
}

/// A truth value as a query writes it.
private enum Truth: String, CaseIterable {
    case `true`, `false`
}

/// What an import would do, were there one.
private enum ImportBehavior: String, CaseIterable {
    case prioritizeSource = "prioritize-source"
    case prioritizeDestination = "prioritize-destination"
}
