internal import EventLog
internal import Projection
internal import Reconciliation
internal import SyncModel

extension SyncRun {
    /// How many keys a message names at most.
    private static let namedKeyLimit = 10

    /// What keeps a run from its first write: it would take something from others, and nobody has agreed.
    ///
    /// A plan that somebody approved is consent to what it does, also for the runs that finish it.
    func lackingConsent(
        _ prepared: [PlannedDestination],
        _ approved: String?
    ) async throws(EventLogError) -> Failure? {
        guard waiting == .push, let consent = status?.consent else { return nil }
        let foreign = prepared.flatMap(\.foreignKeys).filter { !consent.keys.contains($0) }
        if foreign.isEmpty { return nil }
        guard let approved else { return Self.needsConsent(foreign, sync) }
        try await record(.sync(.consentGiven(syncID: sync.id, planID: approved, keys: foreign)))
        return nil
    }

    private static func needsConsent(_ keys: [String], _ sync: Sync) -> Failure {
        let more = keys.count - namedKeyLimit
        let named = keys.prefix(namedKeyLimit).joined(separator: ", ")
        let count = keys.count == 1 ? "1 variable" : "\(keys.count) variables"
        return Failure(
            problem: PushProblem(
                code: PushProblem.needsConsent,
                message: "The push would overwrite or delete \(count) that the sync did not write: "
                    + "\(named)\(more > 0 ? " and \(more) more" : ""). Nothing was written. "
                    + "(Look at it with checkly-sync plan \(sync.name), then agree: "
                    + "checkly-sync apply PLAN_ID)"
            ),
            cause: .permanent,
            isSetAside: true
        )
    }
}

extension PlannedDestination {
    /// Keys that the plan overwrites or deletes although nothing says that this sync wrote them.
    var foreignKeys: [String] {
        plan.changes
            .filter { [.update, .delete].contains($0.action) && !ownKeys.contains($0.key) }
            .map(\.key)
    }

    /// How many variables the plan changes.
    var changeCount: Int {
        plan.changes.count { [.create, .update, .delete].contains($0.action) }
    }
}
