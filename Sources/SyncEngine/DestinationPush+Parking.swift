internal import Encodings
internal import Projection
internal import Reconciliation
internal import SyncModel

extension DestinationPush {
    /// Records the outcome of a key; a change that was given up has none.
    ///
    /// A change that no retry can carry out is parked in the same append, so that no crash can come
    /// between.
    func recorded(_ outcome: Outcome) async throws -> SyncRun.Failure? {
        guard var failure = outcome.failure else {
            run.progress.noteWritten()
            if let key = outcome.event.pushedKey { run.streaks.end(run.sync.id, key) }
            try await run.record(outcome.event)
            return nil
        }
        if failure.isGivenUp { return failure }
        guard let key = outcome.event.pushedKey, let change = plan.change(of: key),
            run.mayPark(at: prepared.runDestination), isPoison(change, failure)
        else {
            try await run.record(outcome.event)
            return failure
        }
        let parked = ParkedChange(
            key: key,
            fingerprint: change.fingerprint,
            position: change.cause ?? run.state.position,
            problem: outcome.event.pushProblem ?? failure.problem
        )
        try await run.record([outcome.event, .sync(.parked(syncID: run.sync.id, parked))])
        failure.cause = .permanent
        failure.isContained = true
        return failure
    }

    /// Whether a failure is permanent and concerns only this change.
    private func isPoison(_ change: Plan.Change, _ failure: SyncRun.Failure) -> Bool {
        switch failure.cause {
        case .permanent: return failure.problem.code != PushProblem.destinationMissing
        case .credentials: return false
        case .passing:
            run.progress.notePassing(change.key)
            // While Checkly accepts nothing at all, the fault is Checkly's and not the change's.
            guard run.progress.tally.hasWritten, failure.problem.cause == .checkly else {
                return false
            }
            return run.streaks.isOver(run.sync.id, change.key, change.fingerprint)
        }
    }
}

extension Plan {
    fileprivate func change(of key: String) -> Change? {
        changes.first { $0.key == key }
    }
}

extension EventBody {
    fileprivate var pushedKey: String? {
        if case .push(.variableWritten(let variable)) = self { return variable.key }
        if case .push(.variableDeleted(let variable)) = self { return variable.key }
        if case .push(.variableFailed(let variable, _)) = self { return variable.key }
        return nil
    }

    fileprivate var pushProblem: PushProblem? {
        if case .push(.variableFailed(_, let problem)) = self { problem } else { nil }
    }
}
