internal import APIContract
internal import APIRoutes
internal import APIServing
internal import Commands
internal import Encodings
internal import EventLog
internal import LiveLog
internal import Projection
internal import ReadModels
internal import Reconciliation
internal import SyncModel

extension ManagementAPI {
    /// Plans the first push of a sync that is not created or not changed yet; nothing is recorded.
    func planDraft(_ body: JSONValue) async throws -> CanonicalValue {
        var fields = BodyFields(body)
        let new = NewSync.resource.read(&fields, for: .create)
        let request = DraftPlanRequest.resource.read(&fields, for: .create)
        try fields.finish()
        let sync = try draft(new, changing: request.syncID)
        try state.current.refuseUnfit(sync)
        let imagined = state.current.setting(sync)
        let consented = imagined.statuses[sync.id]?.consent?.keys
        let plan = try await plan(
            sync,
            consented: request.syncID == nil || new.consent != nil ? consented ?? [] : consented,
            includesUnchanged: request.includesUnchanged
        )
        return plan.adding([
            "notices": .list(imagined.notices(of: sync).map(\.json)),
            "overlappingSyncs": imagined.overlapsJSON(of: sync),
        ])
    }

    private func draft(_ new: NewSync, changing id: String?) throws -> Sync {
        guard let id else { return try new.sync(id: makeUUID(), at: now()) }
        guard let sync = state.current.syncs[id] else { throw Self.unknownSync(id) }
        return sync.updated(new, at: now())
    }

    /// A plan with no changes and no id if nothing is known of the folder.
    private func plan(
        _ sync: Sync,
        consented: Set<String>?,
        includesUnchanged: Bool
    ) async throws -> CanonicalValue {
        do {
            guard let (plan, id) = try await makeDraftPlan(sync) else {
                throw CommandRefusal.unknownConnection(id: sync.connectionID)
            }
            return plan.json(id: id, consented: consented, includesUnchanged: includesUnchanged)
                .adding(["isFolderKnown": .bool(true)])
        } catch let problem as PushProblem {
            guard problem.code == PushProblem.folderUnknownCode else {
                throw Self.refusal(problem)
            }
            let part = PlannedPush.Part(
                destination: sync.destination,
                isCurrent: true,
                plan: Plan(changes: []),
                problem: problem
            )
            let plan = PlannedPush(
                syncID: sync.id,
                asOf: log.head,
                parts: [part],
                requestCount: 0
            )
            return plan.json(id: nil, consented: consented)
                .adding(["isFolderKnown": .bool(false)])
        }
    }
}
