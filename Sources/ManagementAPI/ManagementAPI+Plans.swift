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
internal import Reconciliation
internal import SyncModel

extension ManagementAPI {
    /// Adds what Hanzo KMS does not have: plans, and holding a sync back.
    func addPlanRoutes(to routes: RouteTable) {
        routes.on(.planSync) { call in
            let sync = try sync(call)
            let request = try PlanRequest.resource.read(call.body)
            return try await plan(
                sync,
                asOf: try await position(request.asOf, call),
                request
            )
        }
        routes.on(.applyPlan) { call in
            let waits = try call.waitsForPush
            _ = try sync(call)
            let id = try Approval.resource.read(call.body).planID
            return try await apply(id, call, waits: waits)
        }
        routes.on(.pauseSync) { call in
            let reason = try Reason.resource.read(call.body).text
            return try await act(.pause(reason: reason), call)
        }
        routes.on(.resumeSync) { call in
            let reason = try Reason.resource.read(call.body).text
            return try await act(.resume(reason: reason), call)
        }
        routes.on(.pinSync) { call in
            let sync = try sync(call)
            let asOf = try GivenMoment.ofPin.read(call.body)
            let position = try await position(of: asOf, call)
            // The desired state at that position must be known, and only planning finds out.
            _ = try await planned(sync, asOf: position)
            return try await act(.pin(asOf: position), call)
        }
        routes.on(.unpinSync) { call in
            try await act(.unpin, call)
        }
        routes.on(.adoptKeys) { call in
            _ = try sync(call)
            let keys = try Adoption.resource.read(call.body).keys
            return try await act(.adopt(keys: keys), call)
        }
    }

    /// Approves a plan that a push would still carry out; a plan as of an earlier moment also pins
    /// the sync.
    private func apply(_ id: String, _ call: Call, waits: Bool) async throws -> CanonicalValue {
        let pinned = PlannedPush.pinnedPosition(ofPlan: id)
        let syncID = try call.uuid("syncId")
        // Refused before Checkly is asked for what it holds.
        try state.current.refuseApproval(ofPlan: id, ofSync: syncID)
        let (plan, newID) = try await planned(try sync(call), asOf: pinned)
        let current = CurrentPlan(id: newID, problem: plan.problem)
        let approval = SyncAction.approve(planID: id, current: current)
        let (answer, head) = try await outcome(of: .sync(id: syncID, approval), call)
        guard waits, case .approval(let asked, let lastJob) = answer else {
            return try json(of: answer)
        }
        await awaitPush(asked.id, head)
        // Without a run of its own it became another between the look and the push.
        let isRefused = state.read { now in
            now.statuses[asked.id].map { $0.approvedPlanID == nil && $0.lastJobID == lastJob }
        }
        if isRefused == true { throw CommandRefusal.problem(.planOutdated) }
        return try response(asked)
    }

    private func plan(
        _ sync: Sync,
        asOf position: Position?,
        _ request: PlanRequest
    ) async throws -> CanonicalValue {
        let (plan, id) = try await planned(
            sync,
            asOf: position,
            onlyKept: request.usesKeptListing
        )
        let then = try await state(asOf: position)
        let notices = then.notices(of: sync).map(\.json)
        return
            plan.json(
                id: id,
                consented: then.statuses[sync.id]?.consent?.keys,
                includesUnchanged: request.includesUnchanged
            )
            .adding(["notices": .list(notices)])
    }

    private func planned(
        _ sync: Sync,
        asOf position: Position?,
        onlyKept: Bool = false
    ) async throws -> (PlannedPush, id: String) {
        do {
            guard let planned = try await makePlan(sync.id, position, onlyKept) else {
                throw Self.unknownSync(sync.id)
            }
            return planned
        } catch let problem as PushProblem {
            throw Self.refusal(problem)
        }
    }

    static func refusal(_ problem: PushProblem) -> APIError {
        let refusal = CommandRefusal.problem(problem)
        guard problem.code == PushProblem.planLimit else { return APIError(refusal) }
        return .tooMany(refusal.message, retryAfterSeconds: 5)
    }

    /// The variables that a sync should have; none while nothing is known of its folder.
    func desiredVariables(of sync: Sync, in state: State) throws(APIError) -> [DesiredVariable] {
        do {
            return try state.desiredVariables(of: sync)
        } catch {
            throw Self.refusal(error)
        }
    }

    /// As the other; nil where nothing is given.
    func position(_ given: GivenMoment?, _ call: Call) async throws -> Position? {
        guard let given else { return nil }
        return try await position(of: given, call)
    }

    /// A position, or the last one at a time, which the log is searched for.
    private func position(of given: GivenMoment, _ call: Call) async throws -> Position {
        let head = log.head
        switch given.moment {
        case .position(let position)? where position <= head: return position
        case .time(let time)?:
            return try await scanned(call) { reader throws(EventLogError) in
                try reader.position(asOf: time)
            }
        case .position?, nil:
            throw APIError.invalid(
                given.name,
                message: "Expected a position from 0 to \(head.number) or an RFC 3339 time"
            )
        }
    }
}
