internal import EventLog
internal import Projection
internal import Reconciliation
internal import SyncModel

extension SyncRun {
    /// The maximum number of keys that a message names.
    private static let namedKeyLimit = 10

    /// The failure of a run that would touch foreign variables without consent; nil if it has
    /// consent.
    ///
    /// Approving a plan is consent to its effects, including for the runs that finish it.
    func lackingConsent(
        _ prepared: [PlannedDestination],
        _ approved: String?
    ) async throws(EventLogError) -> Failure? {
        guard pending == .push, let consent = status?.consent else { return nil }
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
                    + "(Review it with checkly-sync plan \(sync.name), then agree: "
                    + "checkly-sync apply PLAN_ID)"
            ),
            cause: .permanent,
            isContained: true
        )
    }
}

extension PlannedDestination {
    /// Keys that the plan overwrites or deletes although the sync is not known to have written
    /// them.
    var foreignKeys: [String] {
        plan.changes
            .filter { [.update, .delete].contains($0.action) && !ownKeys.contains($0.key) }
            .map(\.key)
    }

    /// The number of variables that the plan changes.
    var changeCount: Int {
        plan.changes.count { [.create, .update, .delete].contains($0.action) }
    }
}
