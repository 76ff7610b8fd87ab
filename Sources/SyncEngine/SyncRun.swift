internal import ChecklyClient
internal import EventLog
internal import LiveLog
internal import Logging
internal import Projection
internal import Reconciliation
internal import SyncModel

/// One run of one sync: intent, listing, plan, writes, outcome; each step is recorded before the
/// next one starts.
struct SyncRun: Sendable {
    enum Result: Sendable {
        case done
        /// Cut short by the server's stop; resumed at the next start.
        case stopped
        case failed(FailureCause)
    }

    let id: String
    let sync: Sync
    let connection: Connection
    let pending: PendingRun
    /// The state that the run is based on; the log may have grown since.
    let state: State
    let log: EventLog
    let vault: Vault
    let makeClient: @Sendable (_ apiKey: SecretValue) -> ChecklyClient
    /// The position of the desired state; nil for the one in `state`.
    let pinnedTo: Position?
    /// Returns the state at a position, for pinned syncs.
    let history: @Sendable (Position) async throws -> State
    let listings: ListingCache
    /// The failures of changes while Checkly accepted others.
    let streaks: FailureStreaks
    /// The outcomes of the run's keys so far.
    let progress = RunProgress()
    /// The maximum age of a listing that the run may rely on.
    let listingAge: Duration
    /// The maximum number of variables in a check group.
    let groupVariableLimit: Int
    /// How long to wait before a retry after a transient failure.
    let retryDelay: Duration
    /// Whether the sync, its connection and the request are still as they were when the run
    /// started.
    let isStillMeant: @Sendable () -> Bool
    /// Whether another sync adopted one of the keys at a place since the run was planned.
    let hasLost: @Sendable (_ keys: [String], Ledger.Place) -> Bool
    let now: @Sendable () -> Timestamp
    let stop: StopSignal
    let logger: Logger

    var run: PushRun {
        PushRun(
            id: id,
            syncID: sync.id,
            kind: pending == .push ? .push : .remove,
            through: state.position
        )
    }

    @concurrent func execute() async -> Result {
        do {
            let approval = await checkApproval()
            if case .outdated(let planID) = approval {
                try await record(
                    .sync(.planRefused(syncID: sync.id, planID: planID, .planOutdated))
                )
                return .done
            }
            try await record(.push(.started(run)))
            let problem = try await attempt(approval)
            if stop.isRaised || Task.isCancelled { return .stopped }
            // What failed may be what was changed meanwhile.
            if progress.tally.isInterrupted || problem != nil && !isStillMeant() {
                try await record(.push(.finished(run, .failed(.interruption, nextTryAt: nil))))
                return .stopped
            }
            try await finish(problem)
            return problem.map { .failed($0.cause) } ?? .done
        } catch {
            // Without a record nothing more may be done; the next run finds this one open.
            logger.error(
                "run not recorded",
                metadata: ["sync": "\(sync.name)", "error": "\(error)"]
            )
            return .failed(.passing)
        }
    }

    /// Whether a change of the keys may start; checked right before each, because a run can take
    /// minutes.
    func mayChange(_ keys: [String], at place: Ledger.Place) -> Bool {
        if stop.isRaised || Task.isCancelled { return false }
        if isStillMeant(), !hasLost(keys, place) { return true }
        progress.noteInterruption()
        return false
    }

    /// The plan of the run, based on new listings.
    @concurrent func plannedPush() async throws -> PlannedPush {
        planned(try await prepare(since: nil).destinations)
    }

    /// The plan of the run, based on kept listings of all its destinations.
    @concurrent func keptPlan() async throws -> PlannedPush {
        let oldest = now().advanced(by: .zero - listingAge)
        let plan = try await prepare(since: oldest, onlyKept: true)
        if let failure = plan.failure { throw failure }
        return planned(plan.destinations)
    }

    /// The comparison of an approved plan with the present one.
    private enum Approval {
        /// There is no approved plan, or only the push can tell.
        case none
        /// The push does what was approved.
        case given(RunPlan)
        case outdated(planID: String)
    }

    /// Compares an approved plan with what a push would do now; if they differ, no push starts.
    private func checkApproval() async -> Approval {
        guard pending == .push, let approved = status?.approvedPlanID,
            // If the plan cannot be determined, the push reports why.
            let plan = try? await prepare(since: nil)
        else { return .none }
        return planned(plan.destinations).id == approved
            ? .given(plan) : .outdated(planID: approved)
    }

    /// How old a listing may be; nil lists everything anew, as for a requested push.
    ///
    /// So does the first push of a sync that deletes foreign variables: a later one, which needs no
    /// consent, would delete what this one does not see. What it would overwrite, Checkly tells.
    private var freshness: Timestamp? {
        let isAskedFor =
            pending == .push
            && status?.requestedAt.map { $0 > status?.pushedThrough ?? .beforeFirst } == true
        let mayDelete = sync.options.initialSyncBehavior == .overwriteDestination
        return isAskedFor || sparesForeign && mayDelete
            ? nil : now().advanced(by: .zero - listingAge)
    }

    /// Whether the run needs consent before it overwrites or deletes foreign variables.
    var sparesForeign: Bool { pending == .push && status?.consent != nil }

    /// Records the end of the run, together with a deletion that waited for it, so that no crash
    /// can come between.
    private func finish(_ problem: Failure?) async throws(EventLogError) {
        guard let problem else {
            let isLast = pending == .remove(deletesSync: true)
            try await record(
                [.push(.finished(run, .succeeded))] + (isLast ? [.sync(.deleted(id: sync.id))] : [])
            )
            return
        }
        let next = problem.cause == .passing ? now().advanced(by: retryDelay) : nil
        try await record(
            parkedWhole(by: problem) + pausing(after: problem)
                + [.push(.finished(run, .failed(problem.problem, nextTryAt: next)))]
        )
    }

    /// The parking of the whole sync after a permanent failure that does not concern single keys.
    private func parkedWhole(by problem: Failure) -> [EventBody] {
        guard pending == .push, problem.cause != .passing, !problem.isContained else { return [] }
        let change = ParkedChange(
            key: nil,
            fingerprint: nil,
            position: state.lastChange(for: sync) ?? state.position,
            problem: problem.problem
        )
        return [.sync(.parked(syncID: sync.id, change))]
    }

    /// Pauses the sync after a failed removal; otherwise the next comparison would restore what was
    /// removed.
    private func pausing(after problem: Failure) -> [EventBody] {
        // An earlier run may have removed something too.
        let mayHaveWritten = progress.tally.hasWritten || status?.removeStatus != .pending
        guard pending != .push, problem.cause != .passing, mayHaveWritten, status?.pause == nil
        else { return [] }
        let reason = "The removal of its variables failed halfway: \(problem.problem.message)"
        return [.sync(.paused(syncID: sync.id, reason: reason))]
    }

    /// Carries out the plan.
    ///
    /// - Throws: `EventLogError` if an outcome could not be recorded.
    private func attempt(_ approval: Approval) async throws(EventLogError) -> Failure? {
        do {
            let plan =
                if case .given(let approved) = approval { approved } else {
                    try await prepare(since: freshness)
                }
            let prepared = plan.destinations
            let planned = planned(prepared)
            if let approved = status?.approvedPlanID, pending == .push, planned.id != approved {
                return Failure(problem: .planOutdated, cause: .permanent, isContained: true)
            }
            // A limit applies to the whole run; other problems concern single destinations.
            if let problem = planned.problem, problem.cause == .limit {
                return Failure(problem: problem, cause: .permanent)
            }
            if let refusal = try await lackingConsent(prepared, status?.approvedPlanID) {
                return refusal
            }
            progress.notePlanned(prepared.reduce(0) { $0 + $1.changeCount })
            var failure: Failure?
            var left = plan.failure
            for target in prepared {
                let ended = try await DestinationPush(run: self, prepared: target).execute()
                if target.runDestination.isCurrent {
                    failure = ended
                } else if let ended {
                    let behind = Failure.leftBehind(at: target.runDestination, of: pending, ended)
                    left = left.joined(by: behind)
                }
                if failure?.cause == .credentials { break }
            }
            // A failure at the sync's own destination is reported first; the rest is retried
            // together with it.
            if failure == nil, left != nil { progress.noteOnlyFormerFailed() }
            return failure ?? left
        } catch let error as EventLogError {
            throw error
        } catch {
            return Failure(error)
        }
    }

    /// Opens a sealed value; the caller drops it with the request that carries it.
    func open(
        _ place: SealedValueReference,
        _ name: ValueName
    ) throws(Failure) -> SecretValue {
        do {
            guard let value = try vault.open(place, as: name) else {
                throw Failure(
                    problem: PushProblem(
                        code: "value-unavailable",
                        message: "The key of this value was destroyed. (Set the secret again.)"
                    ),
                    cause: .permanent
                )
            }
            return value
        } catch {
            throw Failure(error)
        }
    }

    func record(_ body: EventBody) async throws(EventLogError) {
        try await record([body])
    }

    /// Records all events or none.
    func record(_ bodies: [EventBody]) async throws(EventLogError) {
        _ = try await log.append(
            AppendRequest(actor: Actor(type: "server"), events: bodies.map { PendingEvent($0) })
        )
        bodies.forEach(progress.note)
    }
}
