internal import ChecklyClient
internal import EventLog
internal import Projection
internal import Reconciliation
internal import SyncModel

/// Carries out a plan for a check group, whose variables can only be replaced all at once.
///
/// What nobody here wrote is sent back exactly as it was read; where that cannot be read, nothing is written, unless the
/// sync says that it may be lost.
struct GroupPush: Sendable {
    let target: TargetPush
    let group: ChecklyGroupSnapshot
    /// What is written, as far as its values open.
    private var writes: [DesiredVariable] = []
    private var values: [String: SecretValue] = [:]

    init(target: TargetPush, group: ChecklyGroupSnapshot) {
        self.target = target
        self.group = group
    }

    private var run: SyncRun { target.run }
    private var options: SyncOptions { run.sync.options }

    func execute() async throws -> SyncRun.Failure? {
        if target.plan.isEmpty { return nil }
        if let owner = group.owner, !options.allowCodeOwnedGroup {
            return failure(
                "group-code-owned",
                "The check group belongs to the Checkly CLI project \(owner), whose next deployment "
                    + "would undo the push. (Set the variables there, or allowCodeOwnedGroup.)"
            )
        }
        var set = self
        let unopened = try await set.openValues()
        if set.writes.isEmpty, target.plan.keys(.delete).isEmpty { return unopened }
        return unopened.joined(by: try await set.merge())
    }

    /// Opens what is to be written; a value that does not open stops no other.
    private mutating func openValues() async throws -> SyncRun.Failure? {
        var failure: SyncRun.Failure?
        for variable in target.writes {
            do {
                values[variable.key] = try run.open(variable.value, variable.valueName)
                writes.append(variable)
            } catch {
                let outcome = target.failed(target.pushed(variable), error)
                failure = failure.joined(by: try await target.recorded(outcome))
            }
        }
        return failure
    }

    private func merge() async throws -> SyncRun.Failure? {
        do {
            let kept = try keptValues()
            switch mergeGroup(input(kept: kept)) {
            case .unchanged: return nil
            case .refused(let refusal):
                return SyncRun.Failure(problem: PushProblem(refusal), cause: .permanent)
            case .replace(let entries, _): return try await replace(by: entries, kept)
            }
        } catch let error as EventLogError {
            throw error
        } catch {
            return SyncRun.Failure(error)
        }
    }

    private func input(kept: [String: SecretValue]) -> GroupMergingInput {
        let listed = target.prepared.holdings.variables
        var managed: [String: ListedVariable] = [:]
        for key in kept.keys { managed[key] = listed[key] }
        let rewritten = Set(writes.map(\.key))
        for key in rewritten { managed[key] = target.prepared.flags }
        return GroupMergingInput(
            present: group.variables.map {
                PresentGroupVariable(
                    key: $0.key,
                    isReadable: $0.value != nil,
                    isSecret: $0.isSecret,
                    isLocked: $0.isLocked
                )
            },
            managed: managed,
            rewritten: rewritten,
            removed: Set(target.plan.keys(.delete)),
            limit: run.groupVariableLimit,
            unreadable: options.onUnreadableGroupVariables
        )
    }

    /// The values of entries that cannot be read back and that a sync wrote, this one or another: they are sent again.
    private func keptValues() throws(SyncRun.Failure) -> [String: SecretValue] {
        let ledger = (run.state.ledger.entries[target.prepared.target.place] ?? [:])
            .filter { run.state.syncs[$0.value.syncID] != nil }
        let changed = Set(writes.map(\.key) + target.plan.keys(.delete))
        var values: [String: SecretValue] = [:]
        for variable in group.variables where variable.value == nil {
            guard !changed.contains(variable.key), let written = ledger[variable.key]?.value
            else { continue }
            values[variable.key] = try run.open(written.place, written.name)
        }
        return values
    }

    private func replace(
        by entries: [GroupMerge.Entry],
        _ kept: [String: SecretValue]
    ) async throws -> SyncRun.Failure? {
        let listed = target.prepared.holdings.variables
        var variables: [ChecklyGroupVariable] = []
        for entry in entries {
            switch entry {
            case .keep(let index): variables.append(group.variables[index])
            case .managed(let key):
                let flags = values[key] == nil ? listed[key] : target.prepared.flags
                variables.append(
                    ChecklyGroupVariable(
                        key: key,
                        value: values[key] ?? kept[key],
                        isSecret: flags?.secret ?? true,
                        isLocked: flags?.locked ?? true
                    )
                )
            }
        }
        guard run.mayWrite() else { return nil }
        try await target.recordAttempt(on: writes)
        do {
            _ = try await target.prepared.client.replaceVariables(
                of: group,
                with: variables,
                account: target.account
            )
        } catch {
            return try await failed(error)
        }
        for variable in writes {
            try await run.record(.pushVariableWritten(target.pushed(variable)))
        }
        for key in target.plan.keys(.delete) {
            try await run.record(.pushVariableDeleted(target.pushed(key)))
        }
        return nil
    }

    /// All of the list was taken, or nothing, or nobody knows.
    private func failed(_ error: any Error) async throws -> SyncRun.Failure {
        let failure = SyncRun.Failure(error)
        if failure.isGivenUp { return failure }
        for variable in writes {
            try await run.record(.pushVariableFailed(target.pushed(variable), failure.problem))
        }
        return failure
    }

    private func failure(_ code: String, _ message: String) -> SyncRun.Failure {
        SyncRun.Failure(
            problem: PushProblem(code: code, message: message),
            cause: .permanent
        )
    }
}
