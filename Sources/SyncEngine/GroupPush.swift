internal import ChecklyClient
internal import EventLog
internal import Projection
internal import Reconciliation
internal import SyncModel

/// Carries out a plan for a check group, whose variables can only be replaced all at once.
///
/// Foreign variables are sent back exactly as they were read. Unreadable ones are lost only if the
/// plan says so.
struct GroupPush: Sendable {
    let push: DestinationPush
    let group: ChecklyGroupSnapshot
    /// The variables to write whose values could be opened.
    private var writes: [DesiredVariable] = []
    private var values: [String: SecretValue] = [:]

    init(push: DestinationPush, group: ChecklyGroupSnapshot) {
        self.push = push
        self.group = group
    }

    private var run: SyncRun { push.run }

    func execute() async throws -> SyncRun.Failure? {
        if let problem = push.prepared.problem {
            return SyncRun.Failure(problem: problem, cause: .permanent)
        }
        // This run has read the group, so Checkly itself confirms that these are gone.
        let gone = push.plan.changes.filter { $0.action == .delete && !$0.isListed }.map(\.key)
        try await push.recordDeleted(gone)
        guard push.plan.changesList else { return nil }
        var set = self
        let unopened = try await set.openValues()
        // Nothing is written only to drop unreadable variables.
        if set.writes.isEmpty, push.plan.removedKeys.isEmpty { return unopened }
        return unopened.joined(by: try await set.merge())
    }

    /// Opens the values to write; one that does not open does not stop the others.
    private mutating func openValues() async throws -> SyncRun.Failure? {
        var failure: SyncRun.Failure?
        for variable in push.writes {
            do {
                values[variable.key] = try run.open(variable.value, variable.valueName)
                writes.append(variable)
            } catch {
                let outcome = push.failed(push.pushed(variable), error)
                failure = failure.joined(by: try await push.recorded(outcome))
            }
        }
        return failure
    }

    private func merge() async throws -> SyncRun.Failure? {
        do {
            // The planned losses are removed explicitly, so no other unreadable variable is lost.
            let rewriting = run.rewriting(
                group,
                at: push.prepared.runDestination.place,
                writing: Set(writes.map(\.key)),
                removing: Set(push.plan.removedKeys + push.plan.lostKeys)
            )
            switch mergeGroup(rewriting.input) {
            case .unchanged: return nil
            case .refused(let refusal):
                return SyncRun.Failure(problem: PushProblem(refusal), cause: .permanent)
            case .replace(let entries, _): return try await replace(by: entries, rewriting)
            }
        } catch let error as EventLogError {
            throw error
        } catch {
            return SyncRun.Failure(error)
        }
    }

    private func replace(
        by entries: [GroupMerge.Entry],
        _ rewriting: SyncRun.GroupRewriting
    ) async throws -> SyncRun.Failure? {
        var variables: [ChecklyGroupVariable] = []
        for entry in entries {
            switch entry {
            case .keep(let index): variables.append(group.variables[index])
            case .managed(let key):
                let flags = rewriting.input.managed[key] ?? rewriting.keptFlags[key]
                let kept = try rewriting.kept[key].map { try run.open($0.place, $0.name) }
                variables.append(
                    ChecklyGroupVariable(
                        key: key,
                        value: values[key] ?? kept,
                        isSecret: flags?.secret ?? true,
                        isLocked: flags?.locked ?? true
                    )
                )
            }
        }
        let changed = writes.map(\.key) + push.plan.removedKeys + push.plan.lostKeys
        guard push.mayChange(changed) else { return nil }
        try await push.recordAttempt(on: writes)
        do {
            _ = try await push.prepared.client.replaceVariables(
                of: group,
                with: variables,
                account: push.account
            )
        } catch {
            return try await failed(error)
        }
        run.progress.noteWritten()
        for variable in writes {
            try await run.record(.push(.variableWritten(push.pushed(variable))))
        }
        try await push.recordDeleted(push.plan.removedKeys)
        try await push.recordDeleted(push.plan.lostKeys, reason: Plan.Reason.unreadable.text)
        return nil
    }

    /// Records a failure of the whole list, because Checkly accepts all of it or none.
    private func failed(_ error: any Error) async throws -> SyncRun.Failure {
        let failure = SyncRun.Failure(error)
        if failure.isGivenUp { return failure }
        for variable in writes {
            try await run.record(.push(.variableFailed(push.pushed(variable), failure.problem)))
        }
        return failure
    }
}
